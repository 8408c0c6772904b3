import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';

/** When an alarm goes off. What is left out is usual for the stack's metrics, which count trouble. */
export interface AlarmRule {
  /** with its statistic and period */
  readonly metric: IMetric;
  /** in the metric's unit */
  readonly threshold: number;
  /** at the threshold or above it */
  readonly operator?: ComparisonOperator;
  /** as many periods of the metric are looked at; 1 */
  readonly periods?: number;
  /** as many of them must be beyond the threshold; all */
  readonly datapointsToAlarm?: number;
  /** what a period without a value means; all is well: an idle queue or function publishes nothing */
  readonly missing?: TreatMissingData;
  /** what has happened, for who gets the mail */
  readonly description: string;
}

/** By the alarm's name, which says what has happened or what to do. Each has a row in docs/runbook.md. */
export type AlarmRules = Readonly<Record<string, AlarmRule>>;

/** `AlarmMails` sends the mails, if there is an owner. The emulator has no alarms on metric maths. */
export function addAlarms(scope: Construct, { emulator }: Pick<Config, 'emulator'>, rules: AlarmRules): void {
  for (const [id, rule] of Object.entries(rules)) {
    if (!(emulator && rule.metric instanceof MathExpression)) addAlarm(scope, id, rule);
  }
}

function addAlarm(scope: Construct, id: string, rule: AlarmRule): void {
  const { metric, threshold, operator, periods = 1, datapointsToAlarm, missing, description } = rule;
  new Alarm(scope, id, {
    metric,
    threshold,
    comparisonOperator: operator ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: periods,
    ...(datapointsToAlarm === undefined ? {} : { datapointsToAlarm }),
    treatMissingData: missing ?? TreatMissingData.NOT_BREACHING,
    alarmDescription: description,
  });
}
