import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { addAlarms } from './add-alarm.ts';

/** One alarm on a metric of Lambda, which costs nothing: a run that finds the canary late fails, and one that does not take place has no value. */
export function addCanaryAlarm(scope: Construct, config: Config, runCanary: IFunction): void {
  addAlarms(scope, config, {
    CanaryIsLate: {
      metric: runCanary.metricErrors({ period: Duration.minutes(1), statistic: Stats.MAXIMUM }),
      threshold: 1,
      periods: 3,
      missing: TreatMissingData.BREACHING,
      description:
        'For three minutes an alert of the system has not fired or was not dispatched as it must, or nobody could look: alerts may not arrive.',
    },
  });
}
