import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createLeaseTable } from '../../../../../adapters/dynamodb/market/lease-table.ts';

const documents = mockClient(DynamoDBDocumentClient);
const lease = createLeaseTable(DynamoDBDocumentClient.prototype, 'market');
beforeEach(() => documents.reset());

const LEASE = { kind: 'ingest', name: 'lease' };
const refused = new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const checkpoint = {
  feed: 'binance' as const,
  coins: { BTCUSDT: { id: 5, time: 1, price: '1.5', quantity: '0.2' } },
};
const lastUpdate = () => documents.commandCalls(UpdateCommand).at(-1)?.args[0].input;

test('the first lease continues the epochs of earlier versions, read consistently', async () => {
  documents.on(GetCommand).resolves({});
  expect(await lease.read()).toMatchObject({ token: 0, released: true, checkpoint: null });
  documents.on(GetCommand, { Key: { kind: 'ingest', name: 'epoch' } }).resolves({ Item: { epoch: 31 } });
  expect(await lease.read()).toMatchObject({ token: 31, released: true });
  expect(documents.commandCalls(GetCommand).every(({ args }) => args[0].input.ConsistentRead)).toBe(true);
});

test('what a renewal writes is read again with its checkpoint', async () => {
  documents.on(UpdateCommand).resolves({});
  const renewal = { token: 4, beat: 7, renewedAt: 1_700, checkpoint, released: false };
  expect(await lease.renew(renewal)).toBe(true);
  const values = lastUpdate()?.ExpressionAttributeValues ?? {};
  const Item = {
    ...LEASE,
    token: values[':token'],
    beat: values[':beat'],
    owner: 'a',
    released: values[':released'],
    renewedAt: values[':at'],
    packed: values[':packed'],
  };
  documents.on(GetCommand).resolves({ Item });
  expect(await lease.read()).toEqual({ ...renewal, owner: 'a' });
});

test('a renewal holds only for its own token, and never after a later one', async () => {
  documents.on(UpdateCommand).rejects(refused);
  expect(await lease.renew({ token: 4, beat: 7, renewedAt: 1, checkpoint: null, released: true })).toBe(false);
  expect(lastUpdate()).toMatchObject({
    Key: LEASE,
    ConditionExpression: '#token = :token AND #beat <= :beat',
    ExpressionAttributeNames: { '#token': 'token', '#beat': 'beat' },
    ExpressionAttributeValues: { ':token': 4, ':beat': 7 },
  });
});

test('a renewal that knows no checkpoint leaves the stored one', async () => {
  documents.on(UpdateCommand).resolves({});
  await lease.renew({ token: 4, beat: 7, renewedAt: 1, checkpoint: null, released: false });
  expect(lastUpdate()?.UpdateExpression).not.toContain('packed');
});

test('a lease is taken only as it was seen, one token higher, and its checkpoint stays', async () => {
  documents.on(UpdateCommand).resolvesOnce({}).rejects(refused);
  const seen = { token: 4, beat: 7, owner: 'a', released: true, renewedAt: 1, checkpoint };
  expect([await lease.take(seen, 'b', 99), await lease.take(seen, 'c', 99)]).toEqual([true, false]);
  const update = documents.commandCalls(UpdateCommand)[0]?.args[0].input;
  expect(update?.ConditionExpression).toBe('attribute_not_exists(#token) OR (#token = :seen AND #beat = :beat)');
  expect(update?.ExpressionAttributeValues).toMatchObject({
    ':next': 5,
    ':owner': 'b',
    ':no': false,
    ':seen': 4,
    ':beat': 7,
  });
  expect(update?.UpdateExpression).not.toContain('packed');
});

test('any other error is thrown', async () => {
  documents.on(UpdateCommand).rejects(new Error('throttled'));
  const seen = { token: 4, beat: 7, owner: 'a', released: true, renewedAt: 1, checkpoint: null };
  await expect(lease.take(seen, 'b', 1)).rejects.toThrow('throttled');
  await expect(lease.renew({ ...seen, released: false })).rejects.toThrow('throttled');
});
