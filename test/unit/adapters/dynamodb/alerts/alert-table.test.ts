import { DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
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

beforeEach(() => db.reset());

it('creates an alert under an id that nobody has', () => {
  const alert = buildStoredAlert();
  const condition = { ConditionExpression: 'attribute_not_exists(id)' };
  expect(table.creation(alert)).toEqual({ Put: { TableName: 'alerts', Item: alertToItem(alert), ...condition } });
});

describe('changing', () => {
  const before = buildStoredAlert();
  const paused = { status: 'paused' as const, asOf: null, watchedFrom: null };

  it('is conditional on the rev that was read, and writes the index keys', () => {
    const after = buildStoredAlert({ state: paused, rev: 3, version: 2 });
    expect(table.replacement(before, after).Update).toMatchObject({
      Key: KEY,
      ConditionExpression: '#rev = :revRead',
      UpdateExpression: expect.stringMatching(/^SET #rule = :rule, #state = :state, .* REMOVE #rise, #fall, #due$/),
      ExpressionAttributeValues: { ':revRead': 2, ':rev': 3, ':version': 2, ':state': paused },
    });
  });

  it('leaves the index keys as they are when only texts change', () => {
    const { Update } = table.replacement(before, { ...before, name: 'Exit', note: 'sell', rev: 3, version: 2 });
    expect(Update?.ExpressionAttributeValues).toMatchObject({
      ':rise': alertToItem(before).rise,
      ':name': 'Exit',
      ':note': 'sell',
    });
    expect(Update?.UpdateExpression).toMatch(/ REMOVE #fall, #due$/);
  });

  it('deletes what was read', () => {
    expect(table.removal(before)).toEqual({
      Delete: {
        TableName: 'alerts',
        Key: KEY,
        ConditionExpression: '#rev = :revRead',
        ExpressionAttributeNames: { '#rev': 'rev' },
        ExpressionAttributeValues: { ':revRead': 2 },
      },
    });
  });
});

describe('counting', () => {
  it('adds up the pages of a person, and fetches no alert', async () => {
    const LastEvaluatedKey = { owner: ADA, createdAt: 5, ...KEY };
    db.on(QueryCommand).resolvesOnce({ Count: 7, LastEvaluatedKey }).resolves({ Count: 2 });
    expect(await table.count({ owner: ADA })).toBe(9);
    const { input } = db.commandCalls(QueryCommand)[1]?.args[0] ?? {};
    expect(input).toMatchObject({ IndexName: 'owner', Select: 'COUNT', ExclusiveStartKey: LastEvaluatedKey });
    expect(input?.FilterExpression).toBeUndefined();
  });

  it('counts the alerts of one coin that are armed, or paused until an instant', async () => {
    db.on(QueryCommand).resolves({ Count: 3 });
    expect(await table.count({ owner: ADA, armedOn: 'BTCUSDT' })).toBe(3);
    expect(db.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      FilterExpression: '#symbol = :symbol AND (#state.#status = :active OR attribute_exists(#state.armFrom))',
      ExpressionAttributeValues: { ':symbol': 'BTCUSDT', ':active': 'active' },
    });
  });
});

describe('reading', () => {
  it('is consistent by key', async () => {
    db.on(GetCommand, { TableName: 'alerts', Key: KEY, ConsistentRead: true }).resolves({
      Item: alertToItem(buildStoredAlert()),
    });
    expect(await table.get(ALERT_ID)).toEqual(buildStoredAlert());
  });

  it('takes an alert of an earlier version, which has neither quote nor name', async () => {
    const { quote: _, name: __, ...older } = alertToItem(buildStoredAlert());
    db.on(GetCommand).resolves({ Item: older });
    expect(await table.get(ALERT_ID)).toEqual(buildStoredAlert({ quote: null, name: null }));
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

  it('looks at many items for a filter of its caller, and goes on after the last that it shows', async () => {
    const named = (index: number) =>
      alertToItem(
        buildStoredAlert({ id: ALERT_ID.replace(/.$/, String(index)), createdAt: index, name: `n${index % 2}` }),
      );
    db.on(QueryCommand).resolves({ Items: [9, 8, 7, 6, 5, 4].map(named) });
    const keeps = ({ name }: { name: string | null }) => name === 'n1';
    const page = await table.list({ owner: ADA, limit: 2, after: null, keeps });
    expect(page.items.map(({ createdAt }) => createdAt)).toEqual([9, 7]);
    expect(page.next).toEqual({ createdAt: 7, id: page.items[1]?.id });
    const { input } = db.commandCalls(QueryCommand)[0]?.args[0] ?? {};
    expect(input).toMatchObject({ Limit: 500 });
    expect(input?.FilterExpression).toBeUndefined();
  });

  it('reads all alerts of a person from all pages, without those that can not be read', async () => {
    const LastEvaluatedKey = { owner: ADA, createdAt: 5, ...KEY };
    const item = alertToItem(buildStoredAlert());
    const Items = [item, { ...item, owner: 7 }];
    db.on(QueryCommand)
      .resolvesOnce({ Items, LastEvaluatedKey })
      .resolves({ Items: [item] });
    expect(await table.all({ owner: ADA, status: 'active', most: 3 })).toEqual([
      buildStoredAlert(),
      buildStoredAlert(),
    ]);
    expect(db.commandCalls(QueryCommand)[1]?.args[0].input).toMatchObject({
      FilterExpression: '#state.#status = :status',
      ExpressionAttributeValues: { ':owner': ADA, ':status': 'active' },
      ExclusiveStartKey: LastEvaluatedKey,
    });
  });

  it('reads no further once there are more alerts than are wanted', async () => {
    const LastEvaluatedKey = { owner: ADA, createdAt: 5, ...KEY };
    db.on(QueryCommand).resolves({ Items: [alertToItem(buildStoredAlert())], LastEvaluatedKey });
    expect(await table.all({ owner: ADA, most: 2 })).toBeNull();
    expect(db.commandCalls(QueryCommand)).toHaveLength(3);
  });

  it('sends no filter when there is none', async () => {
    db.on(QueryCommand).resolves({ Items: [] });
    await table.list({ owner: ADA, limit: 10, after: null });
    const { input } = db.commandCalls(QueryCommand)[0]?.args[0] ?? {};
    expect(input).toMatchObject({ Limit: 11, ExpressionAttributeValues: { ':owner': ADA } });
    expect(input?.FilterExpression).toBeUndefined();
  });
});
