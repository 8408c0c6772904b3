import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as CdkFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import type { AccessLog } from '../access-log.ts';
import { addAlarms } from './add-alarm.ts';

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
  readonly config: Config;
  readonly api: HttpApi;
  readonly accessLog: AccessLog;
}

/** Somebody asks too much. Docs/runbook.md says how to find out who. */
export function addGatewayAlarms(scope: Construct, { config, api, accessLog }: GatewayAlarmsProps): void {
  const requestsPerSecond = config.alarmRequestsPerSecond;
  addAlarms(scope, config, {
    ManyRequests: {
      // those that are answered: a stranger who stays below every limit meets no other alarm
      metric: api.metricCount(FIVE_MINUTES),
      threshold: requestsPerSecond * PERIOD.toSeconds(),
      periods: QUARTER_OF_AN_HOUR,
      description: `More than ${requestsPerSecond} requests a second for 15 minutes: each of them costs money.`,
    },
    RequestsThrottled: {
      metric: accessLog.throttled.metric(FIVE_MINUTES),
      threshold: MANY_THROTTLED,
      description: 'A hundred requests got 429 within 5 minutes: a route or a person asks more than its limit.',
    },
    RequestsRefused: {
      metric: api.metricClientError(FIVE_MINUTES),
      threshold: MANY_REFUSED,
      description: 'Ten requests a second were refused (4xx) for 5 minutes.',
    },
    FunctionsThrottled: {
      // of the account: its functions share the limit, and whichever meets it, all of them are near it
      metric: CdkFunction.metricAllThrottles(FIVE_MINUTES),
      threshold: MANY_NOT_STARTED,
      description:
        'Invocations were refused within 5 minutes: the concurrency of the account or a reservation is used up.',
    },
  });
}
