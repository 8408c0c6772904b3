import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFireHours, type FireHours } from '../../../../../adapters/dynamodb/messages/fire-hours.ts';
import { judgeFire } from '../../../../../domain/messages/fire-hour.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'people';
const HOUR = Date.UTC(2026, 10, 28, 12);
const LIMIT = 60;

let engines: RunningEngines;
let fireHours: FireHours;
/** another one for each test */
let alertHour: { person: string; alertId: string; hour: number };
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
  fireHours = createFireHours(engines.clients.documents, TableName);
});
afterAll(() => engines?.stop());

beforeEach(() => {
  count += 1;
  alertHour = { person: `issuer#${count}`, alertId: 'BTCUSDT-0-1', hour: HOUR };
});

const countFire = (sequence: number) => fireHours.count(alertHour, sequence, HOUR);
const countAll = (sequences: readonly number[]) => Promise.all(sequences.map(countFire));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('ten at once that begin an hour agree on its first fire, and counting them again changes nothing', async () => {
  for (let round = 0; round < 5; round += 1) {
    alertHour = { ...alertHour, alertId: `BTCUSDT-0-${round}` };
    await countAll(range(101, 110).reverse());
    expect(await fireHours.read(alertHour)).toEqual([101]);
    expect(await countAll(range(101, 110))).toEqual(Array(10).fill([101]));
  }
});

test('of 65 fires that ten at once count, 60 are sent; after the mute is ended, 60 more', async () => {
  const sent: number[] = [];
  for (const from of range(0, 6).map((tens) => tens * 10 + 1)) {
    const batch = range(from, Math.min(from + 9, 65));
    for (const [index, starts] of (await countAll(batch)).entries()) {
      const sequence = batch[index] ?? 0;
      if (judgeFire(starts, sequence, LIMIT).reason === 'within-limit') sent.push(sequence);
    }
  }
  expect(sent.sort((a, b) => a - b)).toEqual(range(1, 60));
  await Promise.all(range(1, 5).map(() => fireHours.resume(alertHour, { fires: 65, limit: LIMIT })));
  expect(await fireHours.read(alertHour)).toEqual([1, 66]);
  const after = await fireHours.count(alertHour, 126, HOUR);
  expect([125, 126].map((sequence) => judgeFire(after, sequence, LIMIT).reason)).toEqual(['within-limit', 'muted']);
});

test("fires are listed by the hour and the person, without another hour's or person's", async () => {
  const others = [
    { ...alertHour, alertId: 'ETHUSDT-0-2' },
    { ...alertHour, hour: HOUR + 3_600_000 },
    { ...alertHour, person: 'issuer#bob' },
  ];
  for (const [index, it] of [alertHour, ...others].entries()) await fireHours.count(it, index + 1, HOUR);
  expect(await fireHours.list(alertHour)).toEqual(
    new Map([
      ['BTCUSDT-0-1', [1]],
      ['ETHUSDT-0-2', [2]],
    ]),
  );
});

test('an hour is one small item', async () => {
  await countFire(1_000_000);
  const Key = { person: alertHour.person, item: 'fires#2026-11-28T12#BTCUSDT-0-1' };
  const { ConsumedCapacity, Item } = await engines.clients.documents.send(
    new GetCommand({ TableName, Key, ReturnConsumedCapacity: 'TOTAL' }),
  );
  expect(Item).toEqual({ ...Key, starts: [1_000_000], expireAt: HOUR / 1_000 + 2 * 86_400 });
  expect(ConsumedCapacity?.CapacityUnits).toBe(0.5);
});
