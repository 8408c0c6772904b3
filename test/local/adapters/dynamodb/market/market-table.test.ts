import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMarketTable, type MarketTable } from '../../../../../adapters/dynamodb/market/market-table.ts';
import type { Unwatched } from '../../../../../domain/market/coin.ts';
import { worstUnwatchedList } from '../../../../support/unwatched-lists.ts';
import { type RunningEngines, runEngines } from '../../../run-engines.ts';

const TableName = 'market';

let engines: RunningEngines;
let table: MarketTable;

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
  table = createMarketTable(engines.clients.documents, TableName);
});
afterAll(() => engines?.stop());

test('the largest list of unwatched intervals is one item of DynamoDB, and comes back as it was', async () => {
  const list = worstUnwatchedList(1_000);
  expect(await table.writeNewestUnwatched(list, 5)).toBe(true);
  expect(await table.readNewestUnwatched()).toEqual(list);
});

test('a task that was replaced does not overwrite the list of its successor', async () => {
  const later = { BTCUSDT: [{ from: 1, to: 2, reason: 'purged' as const }] };
  expect(await table.writeNewestUnwatched(later, 7)).toBe(true);
  expect(await table.writeNewestUnwatched({}, 6)).toBe(false);
  expect(await table.readNewestUnwatched()).toEqual(later);
});

test('the newest intervals of a coin are those with the highest trade ids, whatever the order in which they were added', async () => {
  const interval = (firstTradeId: number): Unwatched => ({
    from: 1,
    to: 2,
    reason: 'given-up',
    firstTradeId,
    lastTradeId: firstTradeId,
  });
  for (const id of [9, 1_000, 10]) await table.addUnwatched('BTCUSDT', interval(id));
  expect((await table.readUnwatched('BTCUSDT', 2)).map(({ firstTradeId }) => firstTradeId)).toEqual([1_000, 10]);
});
