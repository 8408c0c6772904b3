import { join } from 'node:path';
import { BatchWriteItemCommand, CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { createAlertIndex } from '../../adapters/dynamodb/alerts/alert-index.ts';
import { alertKey, INDEX_NAMES, KEY_ATTRIBUTES } from '../../adapters/dynamodb/alerts/alert-item.ts';
import { indexKeys } from '../../domain/alert-index/next-moves.ts';
import { startDynamoDb } from '../../local/engines/dynamodb.ts';
import { findDynamoDbCommand } from '../../local/engines/java.ts';
import { CREDENTIALS, REGION } from '../../local/local-account.ts';
import type { Teardown } from '../../local/start/teardown.ts';
import type { Alerts } from '../made-alerts.ts';
import type { CountedIndex } from './evaluation.ts';

const ITEMS_PER_WRITE = 25;
const WRITES_AT_ONCE = 4;

export interface DynamoDb {
  /** makes a table with these alerts, and reads it as the function does */
  indexOf(alerts: Alerts): Promise<CountedIndex>;
}

/** Starts Amazon's DynamoDB Local. @throws JavaMissingError when this machine can't run it */
export async function startTables(folder: string, teardown: Teardown): Promise<DynamoDb> {
  const dynamoDbCommand = await findDynamoDbCommand(process.env);
  const engine = await startDynamoDb({ dynamoDbCommand, folder: join(folder, 'dynamodb'), onLine: () => {} });
  teardown.add('DynamoDB Local', engine.stop);
  const client = new DynamoDBClient({ endpoint: engine.url, region: REGION, credentials: CREDENTIALS });
  teardown.add('the client', () => client.destroy());
  return {
    async indexOf(alerts) {
      const table = `alerts-${alerts.count}`;
      await client.send(new CreateTableCommand(tableOf(table)));
      await fill(client, table, alerts);
      return countCalls(createAlertIndex(DynamoDBDocumentClient.from(client), table));
    },
  };
}

/** The part of table `alerts` (infra/constructs/database.ts) that the evaluator reads. */
function tableOf(name: string) {
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  const keys = (sort: string) => [
    { AttributeName: 'book', KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [text('book'), text('id'), ...Object.values(KEY_ATTRIBUTES).map(text)],
    KeySchema: keys('id'),
    LocalSecondaryIndexes: (['up', 'down', 'deadline'] as const).map((side) => ({
      IndexName: INDEX_NAMES[side],
      KeySchema: keys(KEY_ATTRIBUTES[side]),
      Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: ['rule', 'state', 'rev', 'fires'] },
    })),
  };
}

async function fill(client: DynamoDBClient, table: string, alerts: Alerts): Promise<void> {
  const perRound = ITEMS_PER_WRITE * WRITES_AT_ONCE;
  for (let from = 0; from < alerts.count; from += perRound) {
    const writes = Array.from({ length: WRITES_AT_ONCE }, (_, write) =>
      itemsFrom(alerts, from + write * ITEMS_PER_WRITE),
    );
    await Promise.all(writes.filter((items) => items.length > 0).map((items) => write(client, table, items)));
  }
}

async function write(client: DynamoDBClient, table: string, items: readonly Record<string, unknown>[]): Promise<void> {
  const requests = items.map((item) => ({
    PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
  }));
  const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  if (UnprocessedItems?.[table]) throw new Error(`DynamoDB Local did not take all items of ${table}`);
}

function itemsFrom(alerts: Alerts, from: number): Record<string, unknown>[] {
  const length = Math.max(0, Math.min(ITEMS_PER_WRITE, alerts.count - from));
  return Array.from({ length }, (_, index) => {
    const { shard: _shard, ...entry } = alerts.at(from + index);
    return { ...entry, ...alertKey(entry.id), ...indexKeys(entry) };
  });
}

function countCalls(alertIndex: ReturnType<typeof createAlertIndex>): CountedIndex {
  let calls = 0;
  const counted = <Given extends unknown[], Answer>(call: (...given: Given) => Promise<Answer>) => {
    return (...given: Given) => {
      calls += 1;
      return call(...given);
    };
  };
  return {
    read: counted(alertIndex.read),
    change: counted(alertIndex.change),
    flagFaulty: counted(alertIndex.flagFaulty),
    get calls() {
      return calls;
    },
  };
}
