import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createMailThrottleTable } from '../../../../../adapters/dynamodb/messages/mail-throttle-table.ts';

const documents = mockClient(DynamoDBDocumentClient);
const throttles = createMailThrottleTable(DynamoDBDocumentClient.prototype, 'people');
beforeEach(() => documents.reset());

const refused = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const throttle = { openAt: 9_000, gapMs: 5_000, refusals: 0, delay: null };

test('a throttle that was never used is open, and no wake-up is under way', async () => {
  documents.on(GetCommand).resolves({});
  expect(await throttles.read('ada')).toEqual({ openAt: 0, gapMs: 0, refusals: 0, delay: null, wakeUpAt: 0 });
});

test.each([
  ['recorded as sent', { notedAt: 9_000 }, 9_000],
  ['recorded as sent after an earlier one has come', { notedAt: 9_000, takenAt: 8_000 }, 9_000],
  ['that has come', { notedAt: 9_000, takenAt: 9_000 }, 0],
  ['recorded as sent after it has come', { notedAt: 8_000, takenAt: 9_000 }, 0],
  ['that a later one was overtaken by', { notedAt: 9_000, laterAt: 12_000 }, 9_000],
  [
    'that has come, before the later one that it has overtaken',
    { notedAt: 9_000, laterAt: 12_000, takenAt: 9_000 },
    12_000,
  ],
])('a wake-up %s', async (_, stored, wakeUpAt) => {
  documents.on(GetCommand).resolves({ Item: { person: 'ada', item: 'lane', ...throttle, ...stored } });
  expect(await throttles.read('ada')).toEqual({ ...throttle, wakeUpAt });
});

test('a throttle is replaced only if it is as it was read', async () => {
  documents.on(UpdateCommand).resolvesOnce({}).rejects(refused());
  expect(await throttles.replace('ada', throttle, { ...throttle, openAt: 20_000 })).toBe(true);
  expect(await throttles.replace('ada', throttle, { ...throttle, openAt: 20_000 })).toBe(false);
  expect(documents.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    ConditionExpression: 'openAt = :before',
    ExpressionAttributeValues: { ':before': 9_000, ':openAt': 20_000 },
  });
});

test('a delay is stored with the throttle, and read alone for who is to see it', async () => {
  const delay = { since: 7_000, detail: 'the sender is not verified' };
  documents.on(UpdateCommand).resolves({});
  await throttles.replace('ada', throttle, { ...throttle, delay });
  const { ExpressionAttributeValues } = documents.commandCalls(UpdateCommand)[0]?.args[0].input ?? {};
  expect(ExpressionAttributeValues).toMatchObject({ ':delay': delay });
  documents.on(GetCommand).resolves({ Item: { ...throttle, delay } });
  expect(await throttles.readDelay('ada')).toEqual(delay);
  // as an earlier version stored it, and before the first mail
  documents
    .on(GetCommand)
    .resolvesOnce({ Item: { openAt: 9_000, gapMs: 5_000, refusals: 2 } })
    .resolves({});
  expect([await throttles.readDelay('ada'), await throttles.readDelay('ada')]).toEqual([null, null]);
});

test('of two senders that use a throttle for the first time one replaces it', async () => {
  documents.on(UpdateCommand).resolves({});
  await throttles.replace('ada', { openAt: 0, gapMs: 0, refusals: 0, delay: null }, throttle);
  expect(documents.commandCalls(UpdateCommand)[0]?.args[0].input.ConditionExpression).toBe(
    'attribute_not_exists(openAt)',
  );
});
