import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Plan } from '../template/plan.ts';
import { describeTrigger } from '../triggers/describe-trigger.ts';
import { createTriggerFollower } from '../triggers/trigger-follower.ts';
import { createTriggerReader } from '../triggers/trigger-reader.ts';
import { watchFires } from '../triggers/watch-fires.ts';
import type { Clients } from './start-engines.ts';
import type { Teardown } from './teardown.ts';
import type { Terminal } from './terminal.ts';

export interface TriggerWatchOptions {
  readonly plan: Pick<Plan, 'functions'>;
  readonly clients: Clients;
  readonly terminal: Terminal;
  readonly teardown: Teardown;
}

/** Prints every trigger as a line. */
export async function startTriggerWatch({ plan, clients, terminal, teardown }: TriggerWatchOptions): Promise<void> {
  const tables = tableNames(plan);
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: tables.alerts }));
  if (!Table?.LatestStreamArn) throw new Error(`table ${tables.alerts} has no stream`);
  const follower = createTriggerFollower({
    reader: createTriggerReader(clients.documents, tables.triggers),
    onSettled: (trigger) => terminal.line(describeTrigger(trigger)),
    report: terminal.problem,
  });
  const watch = watchFires({
    client: clients.streams,
    streamArn: Table.LatestStreamArn,
    onFire: follower.add,
    report: terminal.problem,
  });
  teardown.add('the triggers that are followed', follower.stop);
  teardown.add('the trigger watch', watch.stop);
}

/** The names in the functions' environment variables (docs/tables.md). */
function tableNames({ functions }: Pick<Plan, 'functions'>): { alerts: string; triggers: string } {
  const variables = Object.assign({}, ...[...functions.values()].map(({ environment }) => environment));
  const { ALERTS_TABLE: alerts, TRIGGERS_TABLE: triggers } = variables;
  if (!alerts || !triggers) throw new Error('no function of the template has ALERTS_TABLE and TRIGGERS_TABLE');
  return { alerts, triggers };
}
