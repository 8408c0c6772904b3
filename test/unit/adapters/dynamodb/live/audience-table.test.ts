import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import {
  createAudienceTable,
  EXTENDED_BELOW_MS,
  isListened,
  LEASE_AFTER_LAST_MS,
  LEASE_MS,
} from '../../../../../adapters/dynamodb/live/audience-table.ts';

const NOW = 1_700_000_000_000;
const documents = mockClient(DynamoDBDocumentClient);
const table = createAudienceTable(DynamoDBDocumentClient.prototype, 'market');
beforeEach(() => {
  documents.reset();
  documents.on(UpdateCommand).resolves({});
});

const stored = (listenedUntil: number) => documents.on(GetCommand).resolves({ Item: { listenedUntil } });
const written = () =>
  documents.commandCalls(UpdateCommand).map(({ args }) => args[0].input.ExpressionAttributeValues?.[':until']);

test('whoever listens first begins a lease, and before that nobody listens', async () => {
  documents.on(GetCommand).resolves({});
  expect(isListened(await table.readListenedUntil(), NOW)).toBe(false);
  await table.extend(NOW);
  expect(written()).toEqual([NOW + LEASE_MS]);
});

test('a lease is written again only once little enough is left of it', async () => {
  stored(NOW + EXTENDED_BELOW_MS);
  await table.extend(NOW);
  expect(written()).toEqual([]);
  await table.extend(NOW + 1);
  expect(written()).toEqual([NOW + 1 + LEASE_MS]);
});

test('the end of the last connection makes it shorter, never longer', async () => {
  await table.cut(NOW);
  const [call] = documents.commandCalls(UpdateCommand);
  expect(call?.args[0].input).toMatchObject({
    ConditionExpression: 'listenedUntil > :until',
    ExpressionAttributeValues: { ':until': NOW + LEASE_AFTER_LAST_MS },
  });
});

test('another writer who was first is no error', async () => {
  stored(NOW);
  documents.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
  await expect(table.extend(NOW)).resolves.toBeUndefined();
  await expect(table.cut(NOW)).resolves.toBeUndefined();
});
