import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { gzipJson } from '../../../../../adapters/dynamodb/gzip-json.ts';
import { createMarketTable } from '../../../../../adapters/dynamodb/market/market-table.ts';
import type { NewestUnwatched, Prices } from '../../../../../domain/market/coin.ts';
import { worstUnwatchedList } from '../../../../support/unwatched-lists.ts';

const documents = mockClient(DynamoDBDocumentClient);
const market = () => createMarketTable(DynamoDBDocumentClient.prototype, 'market');
beforeEach(() => documents.reset());

const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const LIST: NewestUnwatched = { BTCUSDT: [{ from: 1, to: 2, reason: 'purged' }], ETHUSDT: [] };

test('the newest unwatched intervals of all coins are one item, which is read as it was written', async () => {
  documents.on(PutCommand).resolves({});
  expect(await market().writeNewestUnwatched(LIST, 3)).toBe(true);
  const { Item } = documents.commandCalls(PutCommand)[0]?.args[0].input ?? {};
  expect(Item).toMatchObject({ kind: 'unwatched', name: 'newest', epoch: 3 });
  documents.on(GetCommand, { Key: { kind: 'unwatched', name: 'newest' } }).resolves({ Item });
  expect(await market().readNewestUnwatched()).toEqual(LIST);
});

test('without the item, as earlier versions left the table, nothing is known', async () => {
  documents.on(GetCommand).resolves({});
  expect(await market().readNewestUnwatched()).toBeNull();
});

test('prices and intervals of a replaced task are refused once a later one has written', async () => {
  documents.on(PutCommand).rejects(refused);
  const prices: Prices = { feed: 'simulator', updatedAt: 1, coins: {} };
  expect([await market().writePrices(prices, 3), await market().writeNewestUnwatched(LIST, 3)]).toEqual([false, false]);
  for (const call of documents.commandCalls(PutCommand)) {
    const { ConditionExpression, ExpressionAttributeValues } = call.args[0].input;
    expect(ConditionExpression).toBe('attribute_not_exists(epoch) OR epoch <= :epoch');
    expect(ExpressionAttributeValues).toEqual({ ':epoch': 3 });
  }
});

test('an item whose bytes are the same is decoded once, one that has changed again', async () => {
  const prices = (updatedAt: number) => ({ feed: 'simulator', updatedAt, coins: {} });
  const table = market();
  const read = (updatedAt: number) => {
    // a new array each time, as the SDK makes one
    documents.on(GetCommand).resolves({ Item: { packed: new Uint8Array(gzipJson(prices(updatedAt))) } });
    return table.readPrices();
  };
  const first = await read(1);
  expect(await read(1)).toBe(first);
  expect((await read(2))?.updatedAt).toBe(2);
  expect((await read(1))?.updatedAt).toBe(1);
});

/** DynamoDB's limit of an item, names of attributes included. */
const MAX_ITEM_BYTES = 400 * 1_024;

test('1,000 coins with the longest names, ten intervals of random instants each: the item has room for a quarter more', async () => {
  documents.on(PutCommand).resolves({});
  await market().writeNewestUnwatched(worstUnwatchedList(1_000), 1);
  const { Item } = documents.commandCalls(PutCommand)[0]?.args[0].input ?? {};
  const bytes = Item?.packed instanceof Uint8Array ? Item.packed.byteLength : Number.NaN;
  expect(bytes * 1.25).toBeLessThan(MAX_ITEM_BYTES);
});
