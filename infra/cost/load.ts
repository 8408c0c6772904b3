import type { PriceRegion } from './prices.ts';

/** A month of use, as the bill assumes it. */
export interface Load {
  readonly region: PriceRegion;
  readonly stage: 'personal' | 'production';
  /** the ingest task runs on Fargate Spot */
  readonly spot: boolean;
  readonly coins: number;
  readonly alerts: number;
  readonly mailsADay: number;
  readonly webhookCallsADay: number;
  readonly apiCallsADay: number;
  /** hours that pages are open with a live socket, all together */
  readonly viewerHoursADay: number;
  readonly people: number;
  readonly ingestTasks: number;
  readonly tickShards: number;
  readonly tickRetentionHours: number;
  /** provisioned capacity of table `market`; 0: on demand */
  readonly marketWriteUnits: number;
  readonly marketReadUnits: number;
  /** queues that Lambda polls all the time for a function */
  readonly workQueues: number;
  /** metrics that alarms read: an alarm on several costs as much as one on each. The account's first ten are free */
  readonly alarmedMetrics: number;
}

/** The load of the bill in docs/deploy.md. A test compares it with the template of the stage. */
export const USUAL_LOAD: Load = {
  region: 'eu-west-1',
  stage: 'personal',
  spot: true,
  coins: 20,
  alerts: 1_000,
  mailsADay: 100,
  webhookCallsADay: 0,
  apiCallsADay: 700,
  viewerHoursADay: 2,
  people: 10,
  ingestTasks: 1,
  tickShards: 1,
  tickRetentionHours: 24,
  marketWriteUnits: 20,
  marketReadUnits: 20,
  workQueues: 3,
  alarmedMetrics: 26,
};

/** The same use of a stack whose data are protected. */
export const PRODUCTION_LOAD: Load = {
  ...USUAL_LOAD,
  stage: 'production',
  spot: false,
  marketWriteUnits: 0,
  marketReadUnits: 0,
};

/** Sizes of the task and the functions. A test compares them with the template. */
export const SIZES = { taskCpu: 0.25, taskGb: 0.5, metrics: 8, functionGb: 0.5, apiGb: 1, previewGb: 1_769 / 1_024 };
