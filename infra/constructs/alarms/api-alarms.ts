import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { addAlarms } from './add-alarm.ts';

const PERIOD = Duration.minutes(5);
const QUARTER_OF_AN_HOUR = 3;
/** Fewer are no rate: one of two requests would be half of them. */
const MIN_FAILED = 5;
const MAX_FAILED_PERCENT = 5;
/** A request takes some 40 ms, and 1.5 s where the function starts first. */
const SLOW_REQUEST_MS = 2_000;

export interface ApiAlarmsProps {
  readonly config: Config;
  readonly api: HttpApi;
}

/** People's requests fail, or they wait for the answers. */
export function addApiAlarms(scope: Construct, { config, api }: ApiAlarmsProps): void {
  addAlarms(scope, config, {
    ApiFails: {
      metric: failedPercent(api),
      threshold: MAX_FAILED_PERCENT,
      periods: QUARTER_OF_AN_HOUR,
      datapointsToAlarm: 2,
      description: 'One request in twenty, and five at least, failed (5xx) in two of three times 5 minutes.',
    },
    ApiIsSlow: {
      // as the caller sees it: with the start of a function
      metric: api.metricLatency({ period: PERIOD, statistic: Stats.percentile(90) }),
      threshold: SLOW_REQUEST_MS,
      periods: QUARTER_OF_AN_HOUR,
      description: 'One request in ten has taken two seconds or more for 15 minutes.',
    },
  });
}

function failedPercent(api: HttpApi): MathExpression {
  const options = { period: PERIOD, statistic: Stats.SUM };
  return new MathExpression({
    expression: `IF(failed >= ${MIN_FAILED}, 100 * failed / requests, 0)`,
    usingMetrics: { failed: api.metricServerError(options), requests: api.metricCount(options) },
    label: 'failed requests in percent',
    period: PERIOD,
  });
}
