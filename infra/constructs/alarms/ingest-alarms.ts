import { ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { type AlarmRules, addAlarms } from './add-alarm.ts';
import { programMetric } from './program-metric.ts';

const SERVICE = { service: 'ingest' } as const;

const RULES: AlarmRules = {
  NobodyWatches: {
    metric: programMetric({ ...SERVICE, name: 'leaseHeld', statistic: Stats.MAXIMUM }),
    operator: ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 1,
    periods: 3,
    missing: TreatMissingData.BREACHING, // no report at all: no task runs
    description: 'No ingest task has held the lease for three minutes: nothing is watched.',
  },
  CoinsUnseen: {
    metric: programMetric({ ...SERVICE, name: 'coinsUnseen', statistic: Stats.MAXIMUM }),
    threshold: 1,
    periods: 10,
    missing: TreatMissingData.MISSING,
    description: 'A coin has not been live for ten minutes.',
  },
  TradesMissed: {
    metric: programMetric({ ...SERVICE, name: 'holes', statistic: Stats.SUM }),
    threshold: 1,
    description: 'An unwatched interval was recorded: trades are missing, or were judged without their windows.',
  },
};

/** The trades of the exchange do not arrive. */
export function addIngestAlarms(scope: Construct, config: Config): void {
  addAlarms(scope, config, RULES);
}
