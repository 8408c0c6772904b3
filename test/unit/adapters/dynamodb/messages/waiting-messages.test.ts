import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createWaitingCalls } from '../../../../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWaitingMessages } from '../../../../../adapters/dynamodb/messages/waiting-messages.ts';
import { keepLogLines } from '../../../../support/log-lines.ts';

const lines = keepLogLines();

const documents = mockClient(DynamoDBDocumentClient);
const messages = createWaitingMessages(DynamoDBDocumentClient.prototype, 'people');
beforeEach(() => documents.reset());

const calls = createWaitingCalls(DynamoDBDocumentClient.prototype, 'people');
const target = { person: 'ada', webhookId: 'a1' };

const waiting = { messageId: 'a@1', firedAt: 1_767_614_400_120, since: 7 };

test('waiting messages are stored by the instant of their fire, so that they are read in that order; a second call changes nothing', async () => {
  documents.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
  await messages.add('ada', waiting);
  expect(documents.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    Item: { person: 'ada', item: 'waiting#01767614400120#a@1', since: 7 },
    ConditionExpression: 'attribute_not_exists(person)',
  });
});

test('waiting messages are read consistently, and up to the limit', async () => {
  documents.on(QueryCommand).resolves({ Items: [{ ...waiting, person: 'ada', item: 'waiting#01767614400120#a@1' }] });
  expect(await messages.read('ada', 100)).toEqual([waiting]);
  expect(documents.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    ...{ ConsistentRead: true, Limit: 100 },
    ExpressionAttributeValues: { ':person': 'ada', ':waiting': 'waiting#' },
  });
});

test('a sent message is removed by the same key', async () => {
  documents.on(DeleteCommand).resolves({});
  await messages.remove('ada', [waiting]);
  expect(documents.commandCalls(DeleteCommand)[0]?.args[0].input.Key).toEqual({
    ...{ person: 'ada', item: 'waiting#01767614400120#a@1' },
  });
});

test('an item whose attributes are wrong is read by its key, and so is each of the others', async () => {
  const named = (item: string, fields: object) => ({ person: 'ada', item, ...fields });
  documents.on(QueryCommand).resolves({
    Items: [
      named('waiting#01767614400120#a@1', { ...waiting, since: 'soon', firedAt: 3 }),
      named('waiting#01767614400121#a@2', {}),
    ],
  });
  expect(await messages.read('ada', 100)).toEqual([
    { messageId: 'a@1', firedAt: 1_767_614_400_120, since: 1_767_614_400_120 },
    { messageId: 'a@2', firedAt: 1_767_614_400_121, since: 1_767_614_400_121 },
  ]);
  documents.on(QueryCommand).resolves({
    Items: [
      named('waiting-call#a1#00000000000005#a@1', { messageId: 'a@1', dueAt: 5, firedAt: 4 }),
      named('waiting-call#a1#00000000000006#a@2', { messageId: 7, dueAt: 'soon' }),
    ],
  });
  expect(await calls.read(target, 100)).toEqual([
    { messageId: 'a@1', dueAt: 5, firedAt: 4 },
    { messageId: 'a@2', dueAt: 6, firedAt: 6 },
  ]);
});

test('an item whose key names no message is logged and deleted, so that it takes the place of no other', async () => {
  const nameless = { person: 'ada', item: 'waiting-call#a1#soon', note: 7 };
  const call = { messageId: 'a@1', dueAt: 5, firedAt: 4 };
  const good = { person: 'ada', item: 'waiting-call#a1#00000000000005#a@1', ...call };
  documents
    .on(QueryCommand)
    .resolvesOnce({ Items: [nameless] })
    .resolves({ Items: [good] });
  expect(await calls.read(target, 1)).toEqual([call]);
  expect(documents.commandCalls(DeleteCommand).map(({ args }) => args[0].input.Key)).toEqual([
    { person: 'ada', item: nameless.item },
  ]);
  expect(lines[0]).toMatchObject({ attributes: nameless });
});
