import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as CdkFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AccessLog } from './access-log.ts';

const PERIOD = Duration.minutes(5);
const FIVE_MINUTES = { period: PERIOD, statistic: Stats.SUM };
const QUARTER_OF_AN_HOUR = 3;
/** A person who passes a limit of their own for a moment causes fewer. */
const MANY_THROTTLED = 100;
/** Ten a second. Twenty open pages whose tokens have expired cause a twentieth of that. */
const MANY_REFUSED = 3_000;
/** One or two are tried again at once, and nobody notices. */
const MANY_NOT_STARTED = 10;

export interface GatewayAlarmsProps {
  readonly api: HttpApi;
  readonly accessLog: AccessLog;
  /** of all callers and routes: more of them, for a quarter of an hour, are reported */
  readonly requestsPerSecond: number;
}

interface AlarmRule {
  readonly metric: Metric;
  /** in five minutes; at this value the alarm goes off */
  readonly threshold: number;
  readonly alarmDescription: string;
  /** as many times five minutes in a row; 1 */
  readonly periods?: number;
}

/** Somebody asks too much. Docs/runbook.md explains each, and how to find out who. */
export function addGatewayAlarms(scope: Construct, { api, accessLog, requestsPerSecond }: GatewayAlarmsProps): void {
  const rules: Readonly<Record<string, AlarmRule>> = {
    ManyRequests: {
      // those that are answered: a stranger who stays below every limit meets no other alarm
      metric: api.metricCount(FIVE_MINUTES),
      threshold: requestsPerSecond * PERIOD.toSeconds(),
      periods: QUARTER_OF_AN_HOUR,
      alarmDescription: `${requestsPerSecond} requests a second for 15 minutes: each of them costs money.`,
    },
    RequestsThrottled: {
      metric: accessLog.throttled.metric(FIVE_MINUTES),
      threshold: MANY_THROTTLED,
      alarmDescription: 'A hundred requests got 429 within 5 minutes: a route or a person asks more than its limit.',
    },
    RequestsRefused: {
      metric: api.metricClientError(FIVE_MINUTES),
      threshold: MANY_REFUSED,
      alarmDescription: 'Ten requests a second were refused (4xx) for 5 minutes.',
    },
    FunctionsThrottled: {
      // of the account: its functions share the limit, and whichever meets it, all of them are near it
      metric: CdkFunction.metricAllThrottles(FIVE_MINUTES),
      threshold: MANY_NOT_STARTED,
      alarmDescription:
        'Invocations were refused within 5 minutes: the concurrency of the account or a reservation is used up.',
    },
  };
  for (const [id, { metric, threshold, alarmDescription, periods = 1 }] of Object.entries(rules)) {
    new Alarm(scope, id, {
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold,
      evaluationPeriods: periods,
      // without requests there is no metric
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription,
    });
  }
}
