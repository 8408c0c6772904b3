import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { addAlarms } from './add-alarm.ts';

/** From this delay on, `GET /health` says `behind` too. */
const JUDGING_IS_LATE_MS = 60_000;

/** Trades arrive, and are judged late or not at all. */
export function addJudgingAlarms(scope: Construct, config: Config, evaluateTicks: IFunction): void {
  addAlarms(scope, config, {
    JudgingIsLate: {
      metric: evaluateTicks.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
      threshold: JUDGING_IS_LATE_MS,
      periods: 2,
      description: 'Trades wait more than a minute to be judged: alerts fire late.',
    },
  });
}
