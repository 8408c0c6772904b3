import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createWakeUpTable } from '../../../../../adapters/dynamodb/messages/wake-up-table.ts';

const documents = mockClient(DynamoDBDocumentClient);
const table = createWakeUpTable(DynamoDBDocumentClient.prototype, 'people');
beforeEach(() => documents.reset());
const updates = () => documents.commandCalls(UpdateCommand).map(({ args }) => args[0].input);

test("the wake-up of a person's mails is in the item of the throttle, that of a webhook in one of its own", async () => {
  documents.on(UpdateCommand).resolves({});
  await table.recordSent({ person: 'ada' }, { at: 5, laterAt: 0 });
  await table.recordSent({ person: 'ada', webhookId: 'a1' }, { at: 5, laterAt: 9 });
  expect(updates().map(({ Key }) => Key)).toEqual([
    { person: 'ada', item: 'lane' },
    { person: 'ada', item: 'wake-up#a1' },
  ]);
  expect(updates()[1]?.ExpressionAttributeValues).toEqual({ ':at': 5, ':later': 9 });
});

test('it is read consistently', async () => {
  documents.on(GetCommand).resolves({ Item: { notedAt: 7 } });
  expect(await table.read({ person: 'ada', webhookId: 'a1' })).toBe(7);
  expect(documents.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
});

test('a late wake-up does not count as a later one', async () => {
  documents.on(UpdateCommand).rejects(new ConditionalCheckFailedException({ message: 'no', $metadata: {} }));
  await expect(table.recordArrived({ person: 'ada' }, 8_000)).resolves.toBeUndefined();
  expect(updates()[0]?.ConditionExpression).toBe('attribute_not_exists(takenAt) OR takenAt < :at');
});
