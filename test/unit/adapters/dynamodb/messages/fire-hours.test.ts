import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createFireHours } from '../../../../../adapters/dynamodb/messages/fire-hours.ts';

const documents = mockClient(DynamoDBDocumentClient);
const fireHours = createFireHours(DynamoDBDocumentClient.from(new DynamoDBClient({})), 'people');
beforeEach(() => documents.reset());

const NOW = Date.UTC(2026, 10, 28, 12, 30);
const alertHour = { person: 'ada', alertId: 'BTCUSDT-0-1', hour: Date.UTC(2026, 10, 28, 12) };
const key = { person: 'ada', item: 'fires#2026-11-28T12#BTCUSDT-0-1' };
/** the condition does not hold, since this is there */
const refused = (item?: object) =>
  new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(item && { Item: marshall(item) }) });

test("an hour's first fire is one write of a new item, which is removed after two days", async () => {
  documents.on(PutCommand).resolves({});
  expect(await fireHours.count(alertHour, 101, NOW)).toEqual([101]);
  expect(documents.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    Item: { ...key, starts: [101], expireAt: NOW / 1_000 + 2 * 86_400 },
    ConditionExpression: 'attribute_not_exists(person)',
  });
  expect(documents.calls()).toHaveLength(1);
});

test('each later fire is one write that changes nothing', async () => {
  documents.on(PutCommand).rejects(refused({ ...key, starts: [101, 166] }));
  expect(await fireHours.count(alertHour, 170, NOW)).toEqual([101, 166]);
  expect(documents.calls()).toHaveLength(1);
});

test('a fire that comes before the first one that is known becomes the first, unless another writer was faster', async () => {
  documents
    .on(PutCommand)
    .rejectsOnce(refused({ ...key, starts: [101, 166] }))
    .rejects(refused({ ...key, starts: [100, 166] }));
  documents.on(UpdateCommand).rejectsOnce(refused()).resolves({});
  expect(await fireHours.count(alertHour, 99, NOW)).toEqual([99, 166]);
  const updates = documents.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
  expect(updates).toMatchObject([
    { Key: key, ConditionExpression: 'starts = :before', ExpressionAttributeValues: { ':before': [101, 166] } },
    { Key: key, ExpressionAttributeValues: { ':before': [100, 166], ':after': [99, 166] } },
  ]);
});

test('an item that can not be read mutes nothing and stops nothing', async () => {
  documents.on(PutCommand).rejects(refused({ ...key, starts: 'many' }));
  documents.on(GetCommand).resolves({ Item: { ...key, starts: 'many' } });
  expect(await fireHours.count(alertHour, 170, NOW)).toEqual([170]);
  expect(await fireHours.read(alertHour)).toEqual([]);
  expect(documents.commandCalls(UpdateCommand)).toEqual([]);
});

test('what fails for another reason is thrown', async () => {
  documents.on(PutCommand).rejects(new Error('the table did not answer'));
  await expect(fireHours.count(alertHour, 1, NOW)).rejects.toThrow('did not answer');
});

test('a fire that others are always faster than is an error, and so is the end of a mute', async () => {
  documents.on(PutCommand).rejects(refused({ ...key, starts: [101] }));
  documents.on(GetCommand).resolves({ Item: { ...key, starts: [101] } });
  documents.on(UpdateCommand).rejects(refused());
  await expect(fireHours.count(alertHour, 99, NOW)).rejects.toThrow('written by others 8 times');
  await expect(fireHours.resume(alertHour, { fires: 165, limit: 60 })).rejects.toThrow('written by others 8 times');
});

test('the end of a mute is one write, and none when the alert is not muted', async () => {
  documents.on(GetCommand).resolves({ Item: { ...key, starts: [101] } });
  documents.on(UpdateCommand).resolves({});
  await fireHours.resume(alertHour, { fires: 160, limit: 60 });
  expect(documents.commandCalls(UpdateCommand)).toEqual([]);
  await fireHours.resume(alertHour, { fires: 161, limit: 60 });
  expect(documents.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    Key: key,
    ExpressionAttributeValues: { ':before': [101], ':after': [101, 162] },
  });
});

test("a person's alerts that have fired in an hour are one query", async () => {
  documents.on(QueryCommand).resolves({ Items: [{ ...key, starts: [101] }] });
  expect(await fireHours.list(alertHour)).toEqual(new Map([['BTCUSDT-0-1', [101]]]));
  expect(documents.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    ExpressionAttributeValues: { ':person': 'ada', ':hour': 'fires#2026-11-28T12#' },
  });
});
