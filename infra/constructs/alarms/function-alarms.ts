import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import { metricOfCrashes } from '../lambda-function.ts';
import { addAlarms } from './add-alarm.ts';
import { programMetric } from './program-metric.ts';

/** A record that can't be processed comes again at once in a stream, and after a minute in a queue: at least four times in five minutes. */
const STUCK_RECORD_FAILURES = 3;

/** The functions fail, whichever of them: one metric for all. What is missing then has an alarm of its own, which may be later. */
export function addFunctionAlarms(scope: Construct, config: Config): void {
  addAlarms(scope, config, {
    ReadFunctionLogs: {
      metric: metricOfCrashes({ period: Duration.minutes(15), statistic: Stats.SUM }),
      threshold: 3,
      description: 'Functions have crashed or run out of time three times within 15 minutes.',
    },
    RecordsKeepFailing: {
      metric: programMetric({ service: 'functions', name: 'failedRecords', statistic: Stats.SUM, minutes: 5 }),
      threshold: STUCK_RECORD_FAILURES,
      periods: 3,
      description:
        'Records of a stream or jobs of a queue have been failing for 15 minutes: they are tried again and again.',
    },
  });
}
