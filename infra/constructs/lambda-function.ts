import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Function as CdkFunction,
  Code,
  type FunctionProps,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allow } from './allow.ts';
import { type BundledFolder, bundleFunction } from './bundle.ts';
import { createLogGroup } from './log-group.ts';

export interface LambdaFunctionProps extends Partial<Omit<FunctionProps, 'code' | 'handler' | 'role' | 'logGroup'>> {
  /** path from the repository's root, such as `functions/api/handler.ts`; exports `handler` */
  readonly entry: string;
  /** files that the code reads at run time, by their paths from the root */
  readonly files?: readonly string[];
  /** a folder that the code reads at run time */
  readonly folder?: BundledFolder;
  /** its invocations fail to report something, which has an alarm of its own: they are not counted as crashes */
  readonly reportsByFailing?: boolean;
}

/** A metric of all functions together: `Errors` is one for each, and an alarm pays for each. */
const CRASHES = { metricNamespace: 'Pricebell', metricName: 'crashes' };
/**
 * Lambda's own line about an invocation that crashed, threw or ran out of time. It is the only line of this type that passes the level WARN
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html, and the schema of the telemetry API).
 */
const CRASH_LINE = FilterPattern.all(
  FilterPattern.stringValue('$.type', '=', 'platform.report'),
  FilterPattern.stringValue('$.record.status', '!=', 'success'),
);

/** Invocations of all functions that crashed, threw or ran out of time; no value without any. */
export function metricOfCrashes(options: MetricOptions): IMetric {
  return new Metric({ namespace: CRASHES.metricNamespace, metricName: CRASHES.metricName, ...options });
}

/** Every Lambda is made here. The caller's settings win over these defaults. */
export class LambdaFunction extends CdkFunction {
  constructor(
    scope: Construct,
    id: string,
    { entry, files, folder, reportsByFailing, ...settings }: LambdaFunctionProps,
  ) {
    const { path, ...bundling } = bundleFunction(entry, { files, folder });
    const logGroup = createLogGroup(scope, `${id}Logs`);
    // A role of its own: CDK's default role may write to every log group of the account.
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(30),
      // Lambda's own lines of an invocation that went well (START, END, REPORT) would be most of what is paid for
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      ...settings,
      logGroup,
      role,
      code: Code.fromAsset(path, bundling),
      handler: 'index.handler',
    });
    if (reportsByFailing) return;
    new MetricFilter(scope, `${id}Crashes`, { ...CRASHES, logGroup, filterPattern: CRASH_LINE, metricValue: '1' });
  }
}
