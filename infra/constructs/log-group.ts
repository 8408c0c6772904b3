import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { readConfig } from '../config.ts';

/**
 * Made by the stack: a group that a service makes by itself is kept for ever and outlives `cdk destroy`. The retention is
 * asked of the tree, as else every construct that has a log would be handed the settings for it.
 */
export function createLogGroup(scope: Construct, id: string): LogGroup {
  const { logRetentionDays } = readConfig(scope.node);
  return new LogGroup(scope, id, { retention: logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
}
