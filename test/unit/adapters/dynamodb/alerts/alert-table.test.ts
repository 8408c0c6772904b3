import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeDocumentClient } from '../../../../../adapters/clients.ts';
import { alertToItem } from '../../../../../adapters/dynamodb/alerts/alert-item.ts';
import { createAlertTable } from '../../../../../adapters/dynamodb/alerts/alert-table.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';

const db = mockClient(DynamoDBDocumentClient);
const table = createAlertTable(makeDocumentClient(), 'alerts');
const KEY = { book: 'BTCUSDT#0', id: ALERT_ID };
const indexChange = { Update: { TableName: 'coins', Key: { symbol: 'BTCUSDT' }, UpdateExpression: 'ADD x :x' } };
const request = { Put: { TableName: 'people', Item: { person: ADA, item: 'request#k' } } };

function cancelled(...codes: string[]): TransactionCanceledException {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

const written = () => db.commandCalls(TransactWriteCommand).map((call) => call.args[0].input.TransactItems);

beforeEach(() => db.reset());

describe('creating', () => {
  it('writes alert, index version and idempotency key in one transaction', async () => {
    db.on(TransactWriteCommand).resolves({});
    const alert = buildStoredAlert();
    expect(await table.create({ alert, indexChange, request })).toBe('created');
    const put = { TableName: 'alerts', Item: alertToItem(alert), ConditionExpression: 'attribute_not_exists(id)' };
    expect(written()).toEqual([[{ Put: put }, indexChange, request]]);
  });

  it('says when the idempotency key was taken meanwhile', async () => {
    db.on(TransactWriteCommand).rejects(cancelled('None', 'None', 'ConditionalCheckFailed'));
    expect(await table.create({ alert: buildStoredAlert(), indexChange, request })).toBe('request-taken');
  });

  it('tries again when another alert of the coin is written at the same time', async () => {
    db.on(TransactWriteCommand)
      .rejectsOnce(cancelled('None', 'TransactionConflict'))
      .rejectsOnce(cancelled('ThrottlingError', 'None'))
      .resolves({});
    expect(await table.create({ alert: buildStoredAlert(), indexChange })).toBe('created');
    expect(written()).toHaveLength(3);
  });

  it('gives up after five attempts, and at once on another error', async () => {
    db.on(TransactWriteCommand).rejects(cancelled('None', 'TransactionConflict'));
    await expect(table.create({ alert: buildStoredAlert(), indexChange })).rejects.toThrow('cancelled');
    expect(written()).toHaveLength(5);
    db.reset();
    db.on(TransactWriteCommand).rejects(cancelled('ValidationError'));
    await expect(table.create({ alert: buildStoredAlert(), indexChange })).rejects.toThrow('cancelled');
    expect(written()).toHaveLength(1);
  });
});

describe('changing', () => {
  const before = buildStoredAlert();
  const paused = { status: 'paused' as const, asOf: null, watchedFrom: null };

  it('is conditional on the rev that was read, and writes the index keys', async () => {
    db.on(TransactWriteCommand).resolves({});
    const after = buildStoredAlert({ state: paused, rev: 3, version: 2 });
    expect(await table.replace({ before, after, indexChange })).toBe(true);
    const [update, second] = written()[0] ?? [];
    expect(update?.Update).toMatchObject({
      Key: KEY,
      ConditionExpression: '#rev = :revRead',
      UpdateExpression: expect.stringMatching(/^SET #rule = :rule, #state = :state, .* REMOVE #rise, #fall, #due$/),
      ExpressionAttributeValues: { ':revRead': 2, ':rev': 3, ':version': 2, ':state': paused },
    });
    expect(second).toEqual(indexChange);
  });

  it('leaves the index version as it is when only texts change', async () => {
    db.on(TransactWriteCommand).resolves({});
    await table.replace({ before, after: { ...before, note: 'sell', rev: 3, version: 2 }, indexChange: null });
    expect(written()[0]).toHaveLength(1);
    const update = written()[0]?.[0]?.Update;
    expect(update?.ExpressionAttributeValues).toMatchObject({ ':rise': alertToItem(before).rise });
    expect(update?.UpdateExpression).toMatch(/ REMOVE #fall, #due$/);
  });

  it.each(['replace', 'remove'] as const)('returns false after a lost race: %s', async (change) => {
    db.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    const outcome = await (change === 'replace'
      ? table.replace({ before, after: before, indexChange })
      : table.remove({ alert: before, indexChange }));
    expect(outcome).toBe(false);
  });

  it('deletes what was read and raises the index version', async () => {
    db.on(TransactWriteCommand).resolves({});
    expect(await table.remove({ alert: before, indexChange })).toBe(true);
    expect(written()[0]).toEqual([
      {
        Delete: {
          TableName: 'alerts',
          Key: KEY,
          ConditionExpression: '#rev = :revRead',
          ExpressionAttributeNames: { '#rev': 'rev' },
          ExpressionAttributeValues: { ':revRead': 2 },
        },
      },
      indexChange,
    ]);
  });
});

describe('reading', () => {
  it('is consistent by key', async () => {
    db.on(GetCommand, { TableName: 'alerts', Key: KEY, ConsistentRead: true }).resolves({
      Item: alertToItem(buildStoredAlert()),
    });
    expect(await table.get(ALERT_ID)).toEqual(buildStoredAlert());
  });

  it('filters a list, and goes on from the cursor within the same person', async () => {
    db.on(QueryCommand).resolves({ Items: [] });
    await table.list({
      owner: ADA,
      symbol: 'BTCUSDT',
      status: 'paused',
      limit: 10,
      after: { createdAt: 5, id: ALERT_ID },
    });
    expect(db.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      IndexName: 'owner',
      FilterExpression: '#symbol = :symbol AND #state.#status = :status',
      ExpressionAttributeValues: { ':owner': ADA, ':symbol': 'BTCUSDT', ':status': 'paused' },
      ScanIndexForward: false,
      ExclusiveStartKey: { owner: ADA, createdAt: 5, ...KEY },
    });
  });

  it('sends no filter when there is none', async () => {
    db.on(QueryCommand).resolves({ Items: [] });
    await table.list({ owner: ADA, limit: 10, after: null });
    const { input } = db.commandCalls(QueryCommand)[0]?.args[0] ?? {};
    expect(input).toMatchObject({ Limit: 11, ExpressionAttributeValues: { ':owner': ADA } });
    expect(input?.FilterExpression).toBeUndefined();
  });
});
