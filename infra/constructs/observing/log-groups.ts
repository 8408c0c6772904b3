import { Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/** What logs in the stack: the name of its group there is this one with `Logs`. */
export const LOG_SOURCES = [
  'Api',
  'Batches',
  'Devices',
  'Market',
  'Operator',
  'Preview',
  'EvaluateTicks',
  'DispatchMessages',
  'NotifyOutages',
  'SendMails',
  'CallWebhooks',
  'RecordMailEvents',
  'RunCanary',
  'JoinGroups',
  'LiveSocket',
  'PushPrices',
  'Ingest',
  'HttpAccess',
] as const;
export type LogSource = (typeof LOG_SOURCES)[number];

/** The groups that the constructs of the stack have made so far. */
export function logGroupsOf(scope: Construct, sources: readonly LogSource[]): LogGroup[] {
  const stack = Stack.of(scope);
  const groups = stack.node.findAll().filter((node) => node instanceof LogGroup);
  const byPath = new Map(groups.map((group) => [group.node.path.split('/').slice(1).join(''), group]));
  return sources.map((source) => {
    const group = byPath.get(`${source}Logs`);
    if (!group) throw new Error(`the stack has no log group of ${source}`);
    return group;
  });
}
