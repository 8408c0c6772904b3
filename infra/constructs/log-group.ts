import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { readConfig } from '../config.ts';

/**
 * A log group of the stack. One that a service makes by itself is kept for ever and outlives `cdk destroy`. The retention is read
 * from the construct tree, so that not every construct with a log needs the settings.
 */
export function createLogGroup(scope: Construct, id: string): LogGroup {
  const { logRetentionDays } = readConfig(scope.node);
  return new LogGroup(scope, id, { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
}
