import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createDeliveryCounts } from '../../../../../adapters/dynamodb/messages/delivery-counts.ts';
import type { Fields } from '../../../../../adapters/log.ts';

const AT = Date.UTC(2026, 10, 29, 9, 41);
const documents = mockClient(DynamoDBDocumentClient);
const warnings: [string, Fields | undefined][] = [];
const log = { warn: (text: string, fields?: Fields) => void warnings.push([text, fields]) };
const counts = createDeliveryCounts(DynamoDBDocumentClient.prototype, 'triggers', log);
beforeEach(() => {
  documents.reset();
  warnings.length = 0;
});

test('a delivery counts in the hour in which it came into its state, for eight days', async () => {
  documents.on(UpdateCommand).resolves({});
  await counts.count('sent', AT);
  expect(documents.commandCalls(UpdateCommand).map(({ args }) => args[0].input)).toEqual([
    {
      TableName: 'triggers',
      Key: { alertId: 'deliveries#2026-11-29T09', position: 'counts' },
      UpdateExpression: 'SET expireAt = :expireAt ADD #state :one',
      ExpressionAttributeNames: { '#state': 'sent' },
      ExpressionAttributeValues: { ':expireAt': AT / 1_000 + 691_200, ':one': 1 },
    },
  ]);
});

test('a count that fails is said, and stops no delivery', async () => {
  documents.on(UpdateCommand).rejects(new Error('throttled'));
  await counts.count('failed', AT);
  expect(warnings).toEqual([['a delivery is not counted', expect.objectContaining({ state: 'failed' })]]);
});

test('an hour is read by state, without what else the item has', async () => {
  documents
    .on(GetCommand)
    .resolves({ Item: { alertId: 'deliveries#…', position: 'counts', expireAt: 1, sent: 3, failed: 1 } });
  expect(await counts.read(AT)).toEqual({ sent: 3, failed: 1 });
  documents.on(GetCommand).resolves({});
  expect(await counts.read(AT)).toEqual({});
});
