import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createOutageTable } from '../../../../../adapters/dynamodb/market/outage-table.ts';
import { outageSchema } from '../../../../../domain/market/outage.ts';

const documents = mockClient(DynamoDBDocumentClient);
const outages = createOutageTable(DynamoDBDocumentClient.prototype, 'market');
beforeEach(() => documents.reset());

const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const KEY = { kind: 'outage#BTCUSDT', name: '0001700000000000' };
const begun = {
  symbol: 'BTCUSDT',
  since: 1_700_000_000_000,
  cause: 'unseen' as const,
  toldAt: 1_700_000_300_000,
  before: { tradeId: 7, time: 1_699_999_999_000 },
  endedAt: null,
  rechecked: null,
};

test('an outage is one item, named by coin and beginning, and is made once', async () => {
  documents.on(PutCommand).resolvesOnce({}).rejects(refused);
  expect([await outages.begin(begun), await outages.begin(begun)]).toEqual([true, false]);
  const { Item, ConditionExpression } = documents.commandCalls(PutCommand)[0]?.args[0].input ?? {};
  expect(Item).toMatchObject(KEY);
  expect(outageSchema.parse(Item)).toEqual(begun);
  expect(ConditionExpression).toBe('attribute_not_exists(kind)');
});

test('its end is written once, and only where it began', async () => {
  documents.on(UpdateCommand).resolvesOnce({}).rejects(refused);
  const ended = { ...begun, endedAt: 1_700_000_400_000, rechecked: { tradeId: 90, time: 1_700_000_399_000 } };
  expect([await outages.end(ended), await outages.end(ended)]).toEqual([true, false]);
  expect(documents.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    Key: KEY,
    ConditionExpression: 'attribute_exists(kind) AND endedAt = :none',
    ExpressionAttributeValues: { ':at': ended.endedAt, ':rechecked': ended.rechecked, ':none': null },
  });
});

test('any other error is thrown', async () => {
  documents.on(PutCommand).rejects(new Error('throttled'));
  await expect(outages.begin(begun)).rejects.toThrow('throttled');
});
