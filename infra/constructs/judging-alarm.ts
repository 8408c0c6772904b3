import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** From this delay on, `GET /health` says `behind` too. */
const JUDGING_IS_LATE_MS = 60_000;

/** Explained in docs/runbook.md. */
export function addJudgingAlarm(scope: Construct, evaluateTicks: IFunction): void {
  new Alarm(scope, 'JudgingIsLate', {
    metric: evaluateTicks.metric('IteratorAge', { period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: JUDGING_IS_LATE_MS,
    evaluationPeriods: 2,
    // no coin is followed: no metric
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: 'Trades wait more than a minute to be judged: alerts fire late.',
  });
}
