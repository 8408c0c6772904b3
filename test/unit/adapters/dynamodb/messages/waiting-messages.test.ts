import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createWaitingMessages } from '../../../../../adapters/dynamodb/messages/waiting-messages.ts';

const documents = mockClient(DynamoDBDocumentClient);
const messages = createWaitingMessages(DynamoDBDocumentClient.prototype, 'people');
beforeEach(() => documents.reset());

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
  documents.on(QueryCommand).resolves({ Items: [{ ...waiting, person: 'ada', item: 'waiting#1' }] });
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
