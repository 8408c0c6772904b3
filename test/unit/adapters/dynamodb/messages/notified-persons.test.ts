import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createNotifiedPersons } from '../../../../../adapters/dynamodb/messages/notified-persons.ts';

const documents = mockClient(DynamoDBDocumentClient);
const notified = createNotifiedPersons(DynamoDBDocumentClient.from(new DynamoDBClient({})), 'triggers');
beforeEach(() => documents.reset());

const outage = { symbol: 'BTCUSDT', since: 1_763_800_000_000 };
const ada = { person: 'https://issuer.example#ada', channels: ['email', 'webhook:a1'] };

test('a reader lies under the outage, and is forgotten after 30 days', async () => {
  documents.on(PutCommand).resolves({});
  await notified.add(outage, ada, 1_000);
  expect(documents.commandCalls(PutCommand)[0]?.args[0].input).toEqual({
    TableName: 'triggers',
    Item: {
      alertId: 'outage#BTCUSDT#1763800000000',
      position: ada.person,
      channels: ada.channels,
      expireAt: 1 + 30 * 86_400,
    },
    ConditionExpression: 'attribute_not_exists(alertId)',
  });
});

test('one that is there already stays', async () => {
  documents.on(PutCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
  await expect(notified.add(outage, ada, 1_000)).resolves.toBeUndefined();
});

test('all are listed, page after page', async () => {
  const item = (position: string) => ({ alertId: 'outage#BTCUSDT#1763800000000', position, channels: ['email'] });
  documents
    .on(QueryCommand)
    .resolvesOnce({ Items: [item('ada')], LastEvaluatedKey: { position: 'ada' } })
    .resolves({ Items: [item('bob')] });
  expect(await notified.list(outage)).toEqual([
    { person: 'ada', channels: ['email'] },
    { person: 'bob', channels: ['email'] },
  ]);
  expect(documents.commandCalls(QueryCommand)[1]?.args[0].input.ExclusiveStartKey).toEqual({ position: 'ada' });
});
