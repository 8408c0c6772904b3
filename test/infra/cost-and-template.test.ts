import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FUNCTION_METRICS } from '../../adapters/metric-report.ts';
import { INTERVAL_MS } from '../../domain/market/candle-interval.ts';
import { REPORT_INTERVAL_MS } from '../../functions/evaluate-ticks/judging-report.ts';
import { EVERY_MS, GUESSES } from '../../infra/cost/assumptions.ts';
import { callsOf } from '../../infra/cost/lines/call-lines.ts';
import { marketWrites } from '../../infra/cost/lines/market-lines.ts';
import { PRODUCTION_LOAD, SIZES, USUAL_LOAD } from '../../infra/cost/load.ts';
import { monthlyBill } from '../../infra/cost/monthly-bill.ts';
import { PRICES } from '../../infra/cost/prices.ts';
import { FREE_TYPES, PRICED_TYPES } from '../../infra/cost/resource-types.ts';
import { ROUND_MS } from '../../ingest-task/history/candle-writer.ts';
import { MINUTE_REPORT_INTERVAL_MS, STATE_METRIC_NAMES } from '../../ingest-task/publishing/minute-report.ts';
import { SNAPSHOT_INTERVAL_MS } from '../../ingest-task/publishing/prices-snapshot.ts';
import { LIST_RENEWAL_MS } from '../../ingest-task/publishing/unwatched-list.ts';
import { RENEW_INTERVAL_MS } from '../../ingest-task/run/lease/lease.ts';
import { AUDIENCE_INTERVAL_MS } from '../../ingest-task/watching/audience.ts';
import { CATALOGUE_INTERVAL_MS } from '../../ingest-task/watching/catalogue.ts';
import { STORE_INTERVAL_MS } from '../../ingest-task/watching/exchange-clock.ts';
import {
  MARKER_INTERVAL_MS,
  QUICK_FOR_MS,
  QUIET_POLL_INTERVAL_MS,
  REREAD_INTERVAL_MS,
} from '../../ingest-task/watching/wanted-coins.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const SECONDS_A_MONTH = 730 * 3_600;
const owned = { ...REAL_SENDER, ownerAddress: 'ann@pricebell.dev' };
const STAGES = [
  { stage: 'personal', load: USUAL_LOAD, template: synthesise({ ...owned, stage: 'personal' }).template },
  { stage: 'production', load: PRODUCTION_LOAD, template: synthesise({ ...owned, stage: 'production' }).template },
] as const;
const resourcesSchema = z.record(z.string(), z.object({ Type: z.string() }));

function typesOf(template: Template): string[] {
  return Object.values(resourcesSchema.parse(template.toJSON().Resources)).map(({ Type }) => Type);
}

function propertiesOf(template: Template, type: string, id?: string) {
  const found = Object.entries(template.findResources(type)).find(([name]) => id === undefined || name === id);
  return z.record(z.string(), z.unknown()).parse(found?.[1].Properties);
}

it('the intervals of the bill are those of the programs', () => {
  expect(EVERY_MS).toEqual({
    leaseRenewal: RENEW_INTERVAL_MS,
    pricesSnapshot: SNAPSHOT_INTERVAL_MS,
    clockOffset: STORE_INTERVAL_MS,
    candleRound: ROUND_MS,
    catalogue: CATALOGUE_INTERVAL_MS,
    coinStreamPoll: QUIET_POLL_INTERVAL_MS,
    coinMarkerRead: MARKER_INTERVAL_MS,
    audienceRead: AUDIENCE_INTERVAL_MS,
    coinTableRead: REREAD_INTERVAL_MS,
    logLine: MINUTE_REPORT_INTERVAL_MS,
    judgingReport: REPORT_INTERVAL_MS,
    canaryRun: 60_000,
    unwatchedList: LIST_RENEWAL_MS,
    sparks: INTERVAL_MS['1h'],
  });
  expect(GUESSES.readsAChange).toBe(QUICK_FOR_MS / MARKER_INTERVAL_MS);
});

describe.each(STAGES)('the bill of $stage', ({ load, template }) => {
  it('has the sizes and numbers of its template', () => {
    const { Cpu, Memory } = propertiesOf(template, 'AWS::ECS::TaskDefinition');
    expect([Number(Cpu) / 1_024, Number(Memory) / 1_024]).toEqual([SIZES.taskCpu, SIZES.taskGb]);
    const capacity = load.spot ? 'FARGATE_SPOT' : 'FARGATE';
    template.hasResourceProperties('AWS::ECS::Service', {
      CapacityProviderStrategy: [{ CapacityProvider: capacity }],
      DesiredCount: load.ingestTasks,
    });
    const stream = propertiesOf(template, 'AWS::Kinesis::Stream');
    expect([stream.ShardCount, stream.RetentionPeriodHours]).toEqual([load.tickShards, load.tickRetentionHours]);
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter'));
    const filtered = new Set(filters.map(({ Properties }) => Properties.MetricTransformations[0].MetricName));
    // it has a value in an hour in which a function crashes only, and costs nothing in the others, as the events of the task's line
    filtered.delete('crashes');
    // the other metrics of the functions count trouble, and have a value in few hours
    const ofCanary = Object.keys(FUNCTION_METRICS).filter((name) => name.startsWith('canary'));
    expect([...STATE_METRIC_NAMES, ...filtered, ...ofCanary]).toHaveLength(SIZES.metrics);
    // an alarm on one metric names it; one on several lists them, beside the expression
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const looksAt = ({ Properties }: (typeof alarms)[number]) =>
      Properties.Metrics?.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat).length ?? 1;
    expect(alarms.reduce((sum, alarm) => sum + looksAt(alarm), 0)).toBe(load.alarmedMetrics);
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const fromQueues = mappings.filter(({ Properties }) => Properties.StartingPosition === undefined);
    expect(fromQueues).toHaveLength(load.workQueues);
  });

  it('has every function of its template, with its memory', () => {
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
    const memory = Object.entries(callsOf(load)).map(([id, { gb }]) => [id, gb * 1_024]);
    expect(Object.fromEntries(functions.map(([id, { Properties }]) => [id, Properties.MemorySize]))).toEqual(
      Object.fromEntries(memory),
    );
  });

  it('has table market as its template has it, with room for what is written there', () => {
    const { ProvisionedThroughput } = propertiesOf(template, 'AWS::DynamoDB::Table', 'DatabaseMarket');
    const { marketWriteUnits, marketReadUnits } = load;
    const provisioned = { WriteCapacityUnits: marketWriteUnits, ReadCapacityUnits: marketReadUnits };
    expect(ProvisionedThroughput).toEqual(marketWriteUnits === 0 ? undefined : provisioned);
    const written = marketWrites(load).reduce((sum, { units }) => sum + units, 0) / SECONDS_A_MONTH;
    if (marketWriteUnits > 0) expect(written).toBeLessThan(0.6 * marketWriteUnits);
  });

  it('pays for every type of resource in its template, or says why it is free', () => {
    const known = [...Object.keys(PRICED_TYPES), ...Object.keys(FREE_TYPES)];
    expect(new Set(known).size).toBe(known.length);
    expect(typesOf(template).filter((type) => !known.includes(type))).toEqual([]);
  });

  it('leaves out nothing that costs money when idle', () => {
    const costly = ['EC2::NatGateway', 'ElasticLoadBalancingV2::LoadBalancer', 'KMS::Key', 'SecretsManager::Secret'];
    for (const type of costly) template.resourceCountIs(`AWS::${type}`, 0);
    for (const { Properties } of Object.values(template.findResources('AWS::EC2::VPCEndpoint'))) {
      expect(Properties.VpcEndpointType).toBe('Gateway');
    }
  });
});

describe('the lists of resource types', () => {
  it('name no type that neither stage has', () => {
    const all = new Set(STAGES.flatMap(({ template }) => typesOf(template)));
    const named = [...Object.keys(PRICED_TYPES), ...Object.keys(FREE_TYPES)];
    expect(named.filter((type) => !all.has(type))).toEqual([]);
  });

  it('name every price, and each is paid in some stage', () => {
    const loads = [
      USUAL_LOAD,
      PRODUCTION_LOAD,
      { ...USUAL_LOAD, tickRetentionHours: 168 },
      { ...USUAL_LOAD, spot: true, marketWriteUnits: 1, marketReadUnits: 1 },
    ];
    const paid = new Set(loads.flatMap((load) => monthlyBill(load).map(({ price }) => price)));
    expect([...paid].sort()).toEqual(Object.keys(PRICES).sort());
    expect([...new Set(Object.values(PRICED_TYPES).flat())].sort()).toEqual(Object.keys(PRICES).sort());
  });
});
