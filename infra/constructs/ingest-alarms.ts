import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** The metrics of the task's report of each minute (`ingest-task/publishing/minute-report.ts`). */
const METRICS = { namespace: 'Pricebell', dimensionsMap: { service: 'ingest' } };
const MINUTE = Duration.minutes(1);

interface AlarmRule {
  readonly metricName: string;
  readonly statistic: 'Maximum' | 'Sum';
  readonly operator: ComparisonOperator;
  readonly threshold: number;
  readonly minutes: number;
  readonly missing: TreatMissingData;
  readonly alarmDescription: string;
}

const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: AT_LEAST, LESS_THAN_THRESHOLD: BELOW } = ComparisonOperator;

/** Each is explained in docs/runbook.md. */
const ALARMS: Readonly<Record<string, AlarmRule>> = {
  NobodyWatches: {
    metricName: 'leaseHeld',
    statistic: 'Maximum',
    operator: BELOW,
    threshold: 1,
    minutes: 3,
    missing: TreatMissingData.BREACHING, // no report at all: no task runs
    alarmDescription: 'No ingest task has held the lease for three minutes: nothing is watched.',
  },
  CoinsUnseen: {
    metricName: 'coinsUnseen',
    statistic: 'Maximum',
    operator: AT_LEAST,
    threshold: 1,
    minutes: 10,
    missing: TreatMissingData.MISSING,
    alarmDescription: 'A coin has not been live for ten minutes.',
  },
  TradesMissed: {
    metricName: 'holes',
    statistic: 'Sum',
    operator: AT_LEAST,
    threshold: 1,
    minutes: 1,
    missing: TreatMissingData.NOT_BREACHING,
    alarmDescription: 'An unwatched interval was recorded: trades are missing, or were judged without their windows.',
  },
  RegionRefused: {
    metricName: 'regionRefusals',
    statistic: 'Sum',
    operator: AT_LEAST,
    threshold: 1,
    minutes: 1,
    missing: TreatMissingData.NOT_BREACHING,
    alarmDescription: 'Binance answers 451: it serves no address of this region.',
  },
};

/** `AlarmMails` mails them to the owner, if there is one. */
export function addIngestAlarms(scope: Construct): void {
  for (const [id, rule] of Object.entries(ALARMS)) {
    const { metricName, statistic, operator, threshold, minutes, missing, alarmDescription } = rule;
    new Alarm(scope, id, {
      metric: new Metric({ ...METRICS, metricName, statistic, period: MINUTE }),
      comparisonOperator: operator,
      threshold,
      evaluationPeriods: minutes,
      treatMissingData: missing,
      alarmDescription,
    });
  }
}
