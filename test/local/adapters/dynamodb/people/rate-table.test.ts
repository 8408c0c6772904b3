import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createRateTable, type RateTable } from '../../../../../adapters/dynamodb/people/rate-table.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'rates-of-people';
const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 22, 9, 0, 31);

let engines: RunningEngines;
let rates: RateTable;
/** another one for each test */
let person: string;
let count = 0;

beforeAll(async () => {
  engines = await runEngines();
  await engines.clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['person', 'item'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'person', KeyType: 'HASH' },
        { AttributeName: 'item', KeyType: 'RANGE' },
      ],
    }),
  );
  rates = createRateTable(engines.clients.documents, TableName);
});
afterAll(() => engines?.stop());

beforeEach(() => {
  count += 1;
  person = `issuer#${count}`;
});

const write = (at = NOW) => rates.take(person, { rate: 'writes', units: 1, at, most: 25 });
const reserve = (at = NOW) => rates.take(person, { rate: 'previewMs', units: 2_500, at, most: 10_000 });
const times = <T>(many: number, call: () => Promise<T>) => Promise.all(Array.from({ length: many }, call));

test('of many callers at once exactly as many pass as may', async () => {
  const writes = await times(60, write);
  expect(writes.filter(({ isTaken }) => isTaken).map(({ used }) => used)).toHaveLength(25);
  expect(new Set(writes.filter(({ isTaken }) => isTaken).map(({ used }) => used)).size).toBe(25);
  const previews = await times(20, reserve);
  expect(previews.filter(({ isTaken }) => isTaken)).toHaveLength(4);
  expect(await rates.read(person, NOW)).toEqual({ writes: 25, previewMs: 10_000 });
});

test('who is refused takes nothing, and gets the answer that nothing is left', async () => {
  await times(25, write);
  expect(await write()).toEqual({ isTaken: false, used: 25 });
  await reserve();
  const tooLong = { rate: 'previewMs', units: 9_000, at: NOW, most: 10_000 } as const;
  expect(await rates.take(person, tooLong)).toEqual({ isTaken: false, used: 10_000 });
  expect(await rates.read(person, NOW)).toEqual({ writes: 25, previewMs: 2_500 });
});

test('what is given back can be taken again, by many at once', async () => {
  await times(4, reserve);
  const given = await times(4, () => rates.giveBack(person, { rate: 'previewMs', units: 2_400, at: NOW }));
  expect(given.toSorted((a, b) => a - b)).toEqual([400, 2_800, 5_200, 7_600]);
  expect((await times(20, reserve)).filter(({ isTaken }) => isTaken)).toHaveLength(3);
});

test('all of it is there again at each whole minute, whatever was given back late', async () => {
  await times(30, write);
  await reserve();
  const next = NOW - (NOW % MINUTE) + MINUTE;
  expect(await write(next - 1)).toMatchObject({ isTaken: false });
  expect(await write(next)).toEqual({ isTaken: true, used: 1 });
  await rates.giveBack(person, { rate: 'previewMs', units: 2_500, at: NOW });
  expect(await rates.read(person, next)).toEqual({ writes: 1, previewMs: 0 });
});

test('another person is not affected, and each minute is one item that TTL removes', async () => {
  await times(30, write);
  expect(await rates.take('issuer#other', { rate: 'writes', units: 1, at: NOW, most: 25 })).toMatchObject({ used: 1 });
  await reserve();
  await write(NOW + MINUTE);
  const itemsOf = async (key: string) => {
    const KeyConditionExpression = 'person = :key';
    const ExpressionAttributeValues = { ':key': key };
    const query = new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues });
    return (await engines.clients.documents.send(query)).Items;
  };
  const endS = Date.UTC(2026, 10, 22, 9, 1) / 1_000;
  expect(await itemsOf(person)).toEqual([
    { person, item: 'rates#2026-11-22T09:00', writes: 25, expireAt: endS + 3_600 },
    { person, item: 'rates#2026-11-22T09:01', writes: 1, expireAt: endS + 60 + 3_600 },
  ]);
  const previews = `previews#${person}`;
  expect(await itemsOf(previews)).toEqual([
    { person: previews, item: 'rates#2026-11-22T09:00', previewMs: 2_500, expireAt: endS + 3_600 },
  ]);
});
