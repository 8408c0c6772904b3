import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createArmedAlerts } from '../../../../../adapters/dynamodb/alerts/armed-alerts.ts';
import { SERVICE_PERSON } from '../../../../../domain/people/service-person.ts';

const documents = mockClient(DynamoDBDocumentClient);
const alerts = createArmedAlerts(DynamoDBDocumentClient.from(new DynamoDBClient({})), 'alerts');
beforeEach(() => documents.reset());

const email = [{ type: 'email' }];
const item = (owner: string, status: string) => ({ owner, channels: email, state: { status }, id: owner });

test('of every shard and page those of persons that a trade could fire, and no other', async () => {
  const next = { book: 'BTCUSDT#0', id: 'x' };
  documents
    .on(QueryCommand, { ExpressionAttributeValues: { ':book': 'BTCUSDT#0' } })
    .resolvesOnce({ Items: [item('ada', 'active'), item('bob', 'paused')], LastEvaluatedKey: next })
    .resolves({ Items: [item('cyd', 'arming'), { owner: 7 }, item('dan', 'triggered')] })
    .on(QueryCommand, { ExpressionAttributeValues: { ':book': 'BTCUSDT#1' } })
    .resolves({
      Items: [item('eve', 'active'), item('fay', 'expired'), item('gus', 'faulty'), item(SERVICE_PERSON, 'active')],
    });
  expect(await alerts.ofCoin({ symbol: 'BTCUSDT', shards: 2 })).toEqual([
    { owner: 'ada', channels: email, state: { status: 'active' } },
    { owner: 'cyd', channels: email, state: { status: 'arming' } },
    { owner: 'eve', channels: email, state: { status: 'active' } },
  ]);
  const calls = documents.commandCalls(QueryCommand).map(({ args }) => args[0].input);
  expect(calls.every(({ ConsistentRead }) => ConsistentRead)).toBe(true);
  expect(calls.map(({ ExclusiveStartKey }) => ExclusiveStartKey)).toContainEqual(next);
});

test('an alert that names a person or a webhook that no table can hold is left out: its notice would stop those of all others', async () => {
  const long = [{ type: 'webhook', id: 'a'.repeat(1_100) }];
  documents
    .on(QueryCommand)
    .resolves({ Items: [item('', 'active'), { ...item('bob', 'active'), channels: long }, item('cyd', 'active')] });
  expect(await alerts.ofCoin({ symbol: 'BTCUSDT', shards: 1 })).toMatchObject([{ owner: 'cyd' }]);
});
