import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createCoinAlerts } from '../../../../../adapters/dynamodb/alerts/coin-alerts.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';

const documents = mockClient(DynamoDBDocumentClient);
const alerts = createCoinAlerts(DynamoDBDocumentClient.from(new DynamoDBClient({})), 'alerts');
beforeEach(() => documents.reset());

const asOf = { tradeId: 900, instant: 5 };
const seen = { asOf, watchedFrom: { tradeId: 800, time: 4, epoch: 1 } };
const item = (end: string, state: object) => ({
  id: ALERT_ID.slice(0, -1) + end,
  rev: 3,
  rule: buildTrigger().rule,
  state,
});
const active = item('1', { status: 'active', phase: 'watching', watch: 0, zone: 'below', ...seen });
const triggered = item('2', { status: 'triggered', ...seen });
const armFrom = { armAfter: 5_000, bookVersion: 9 };
const arming = { status: 'arming', armFrom, watch: 0, quietly: true, asOf: null, watchedFrom: null };
const untouched = item('3', arming);
const older = item('4', { ...arming, armFrom: { armAfter: 7, bookVersion: 8 } });
const refused = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} });

test('an armed alert arms again, one that is over only loses the old position, one made since does not change', async () => {
  documents.on(QueryCommand).resolves({ Items: [active, triggered, untouched, older] });
  documents.on(UpdateCommand).resolves({});
  expect(await alerts.resetAfterIdRestart({ symbol: 'BTCUSDT', shards: 1 }, armFrom)).toBe(3);
  const updates = documents.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
  expect(updates).toMatchObject([
    {
      Key: { book: 'BTCUSDT#0', id: active.id },
      ConditionExpression: 'rev = :rev',
      UpdateExpression: 'SET #state = :state, rev = :next, #rise = :rise, #due = :due REMOVE fall',
      ExpressionAttributeValues: { ':state': arming },
    },
    { Key: { id: triggered.id }, ExpressionAttributeValues: { ':state': { status: 'triggered', asOf: null } } },
    { Key: { id: older.id }, ExpressionAttributeValues: { ':state': { status: 'arming', armFrom } } },
  ]);
});

test('reads every shard to its end', async () => {
  documents
    .on(QueryCommand)
    .resolvesOnce({ Items: [], LastEvaluatedKey: { id: 'x' } })
    .resolves({ Items: [] });
  await alerts.resetAfterIdRestart({ symbol: 'BTCUSDT', shards: 2 }, armFrom);
  expect(documents.commandCalls(QueryCommand)).toHaveLength(3);
});

test('an alert that was written meanwhile is read and reset again', async () => {
  documents
    .on(QueryCommand)
    .resolvesOnce({ Items: [active] })
    .resolves({ Items: [{ ...active, rev: 4 }] });
  documents.on(UpdateCommand).rejectsOnce(refused()).resolves({});
  expect(await alerts.resetAfterIdRestart({ symbol: 'BTCUSDT', shards: 1 }, armFrom)).toBe(1);
  expect(documents.commandCalls(UpdateCommand).at(-1)?.args[0].input.ExpressionAttributeValues).toMatchObject({
    ':rev': 4,
  });
});

const because = { kind: 'another-coin' as const, before: { price: '1', time: 1 }, first: { price: '9', time: 2 } };

test('armed alerts are paused for a reason and leave the index; those that no trade can fire stay as they are', async () => {
  documents.on(QueryCommand).resolves({ Items: [active, triggered, untouched] });
  documents.on(UpdateCommand).resolves({});
  expect(await alerts.pause({ symbol: 'BTCUSDT', shards: 1 }, because)).toBe(2);
  const updates = documents.commandCalls(UpdateCommand).map(({ args }) => args[0].input);
  expect(updates).toMatchObject([
    {
      Key: { id: active.id },
      ConditionExpression: 'rev = :rev',
      UpdateExpression: 'SET #state = :state, rev = :next REMOVE rise, fall, due',
      ExpressionAttributeValues: { ':state': { status: 'paused', because, asOf } },
    },
    { Key: { id: untouched.id }, ExpressionAttributeValues: { ':state': { status: 'paused', because, asOf: null } } },
  ]);
});

test('an alert that fires while it is to be paused keeps its fire, and is read again', async () => {
  documents
    .on(QueryCommand)
    .resolvesOnce({ Items: [active] })
    .resolves({ Items: [{ ...triggered, id: active.id, rev: 4 }] });
  documents.on(UpdateCommand).rejectsOnce(refused());
  expect(await alerts.pause({ symbol: 'BTCUSDT', shards: 1 }, because)).toBe(0);
  expect(documents.commandCalls(UpdateCommand)).toHaveLength(1);
});
