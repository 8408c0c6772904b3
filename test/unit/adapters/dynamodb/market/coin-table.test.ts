import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createCoinTable, nextIndexVersion } from '../../../../../adapters/dynamodb/market/coin-table.ts';

const documents = mockClient(DynamoDBDocumentClient);
const coins = createCoinTable(DynamoDBDocumentClient.prototype, 'coins');
beforeEach(() => documents.reset());

test('an index’s version is raised as by a change of an alert, and whether the coin is wanted stays as it is', async () => {
  documents.on(UpdateCommand).resolves({});
  await coins.raiseIndexVersion('BTCUSDT', 5_000);
  const input = documents.commandCalls(UpdateCommand)[0]?.args[0].input;
  expect(input).toEqual(coins.indexChange({ symbol: 'BTCUSDT', now: 5_000, series: [], version: null }).Update);
  expect(input).toMatchObject({
    Key: { symbol: 'BTCUSDT' },
    UpdateExpression: expect.stringMatching(/bookVersion = if_not_exists\(bookVersion, :now\) \+ :one/),
    ExpressionAttributeValues: { ':now': 5_000, ':one': 1, ':wanted': false },
  });
  expect(input?.UpdateExpression).toContain('wanted = if_not_exists(wanted, :wanted)');
});

test('a new row takes the given number of shards, and an existing one keeps its own', () => {
  const wide = createCoinTable(DynamoDBDocumentClient.prototype, 'coins', 4);
  const { Update } = wide.indexChange({ symbol: 'BTCUSDT', now: 5_000, series: ['price'], version: 7 });
  for (const change of [wide.following('BTCUSDT', 5_000).Update, Update]) {
    expect(change?.UpdateExpression).toContain('bookShards = if_not_exists(bookShards, :shards)');
    expect(change?.ExpressionAttributeValues).toMatchObject({ ':shards': 4 });
  }
});

test('a change that names its version holds only while the index has not reached it', () => {
  const { Update } = coins.indexChange({
    symbol: 'BTCUSDT',
    now: 5_000,
    series: ['price', 'change-1h@close'],
    version: 7,
    isFollowed: true,
  });
  expect(Update).toMatchObject({
    UpdateExpression: expect.stringMatching(/bookVersion = :version, wanted = :wanted ADD #metrics :metrics$/),
    ConditionExpression: '(attribute_not_exists(bookVersion) OR bookVersion < :version) AND wanted = :wanted',
    ExpressionAttributeValues: { ':version': 7, ':wanted': true, ':metrics': new Set(['price', 'change-1h@close']) },
  });
});

test('a coin is brought in only as long as nobody follows it, and let go only while somebody does', () => {
  const notWanted = '(attribute_not_exists(wanted) OR wanted <> :wanted)';
  const change = coins.indexChange({ symbol: 'BTCUSDT', now: 5_000, series: ['price'], version: 7, isFollowed: false });
  expect(change.Update?.ConditionExpression).toContain(` AND ${notWanted}`);
  expect(coins.following('BTCUSDT', 5_000).Update?.ConditionExpression).toBe(notWanted);
  expect(coins.unfollowing('BTCUSDT').Update?.ConditionExpression).toBe('wanted = :yes');
});

test('the next version is one more, never in the past, and the present instant for a new coin', () => {
  const book = { version: 6_000, shards: 1, metrics: [] };
  expect(nextIndexVersion({ symbol: 'BTCUSDT', wanted: true, book }, 5_000)).toBe(6_001);
  expect(nextIndexVersion({ symbol: 'BTCUSDT', wanted: true, book }, 9_000)).toBe(9_000);
  expect(nextIndexVersion(null, 5_000)).toBe(5_000);
});
