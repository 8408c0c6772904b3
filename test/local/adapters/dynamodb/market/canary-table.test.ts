import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CanaryTable, createCanaryTable } from '../../../../../adapters/dynamodb/market/canary-table.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'market';

let engines: RunningEngines;
let table: CanaryTable;

beforeAll(async () => {
  engines = await runEngines();
  await engines.clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['kind', 'name'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
    }),
  );
  table = createCanaryTable(engines.clients.documents, TableName);
});
afterAll(() => engines?.stop());

test('the last fire is kept: neither one that is dispatched again nor an earlier one that comes late replaces it', async () => {
  expect(await table.readFire()).toBe(null);
  const fire = { symbol: 'BTCUSDT', firedAt: 1_000, decisionMs: 400, dispatchMs: 200 };
  expect(await table.writeFire(fire)).toBe(true);
  expect(await table.writeFire({ ...fire, dispatchMs: 90_000 })).toBe(false);
  expect(await table.writeFire({ ...fire, firedAt: 999 })).toBe(false);
  expect(await table.readFire()).toEqual(fire);
  expect(await table.writeFire({ ...fire, firedAt: 1_001 })).toBe(true);
  expect(await table.readFire()).toEqual({ ...fire, firedAt: 1_001 });
});
