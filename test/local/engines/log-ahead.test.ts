import { mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from 'vitest';
import { startDynamoDb } from '../../../local/engines/dynamodb.ts';
import { findDynamoDbCommand } from '../../../local/engines/java.ts';
import { CREDENTIALS, REGION } from '../../../local/local-account.ts';

const TableName = 'Things';
const folder = mkdtempSync(join(tmpdir(), 'pricebell-log-ahead-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withTables<T>(sharesFiles: boolean, work: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  const dynamoDbCommand = { ...(await findDynamoDbCommand(process.env)), sharesFiles };
  const engine = await startDynamoDb({ dynamoDbCommand, folder, onLine: () => {} });
  const client = new DynamoDBClient({ endpoint: engine.url, region: REGION, credentials: CREDENTIALS });
  try {
    return await work(client);
  } finally {
    client.destroy();
    await engine.stop();
  }
}

/** The file format's versions for writing and reading: 1 with a rollback journal, 2 with a log that is written ahead. */
function fileVersions(): number[] {
  const bytes = Buffer.alloc(2);
  readSync(openSync(join(folder, 'shared-local-instance.db'), 'r'), bytes, 0, 2, 18);
  return [...bytes];
}

const add = (client: DynamoDBClient, id: string) =>
  client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));

async function ids(client: DynamoDBClient, asked: readonly string[]) {
  const read = asked.map((id) => client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } })));
  return (await Promise.all(read)).map(({ Item }) => Item?.id?.S);
}

test('tables of an earlier version are read, and written by a log ahead from then on', async () => {
  await withTables(false, async (client) => {
    await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    await add(client, 'earlier');
  });
  expect(fileVersions()).toEqual([1, 1]);
  const kept = await withTables(true, async (client) => {
    await add(client, 'ahead');
    return ids(client, ['earlier', 'ahead']);
  });
  expect(kept).toEqual(['earlier', 'ahead']);
  expect(fileVersions()).toEqual([2, 2]);
});
