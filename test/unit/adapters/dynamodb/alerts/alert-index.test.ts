import { ConditionalCheckFailedException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createAlertIndex } from '../../../../../adapters/dynamodb/alerts/alert-index.ts';
import type { PageEntry } from '../../../../../domain/alert-index/index-page.ts';
import type { AlertState } from '../../../../../domain/alerts/alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';

const documents = mockClient(DynamoDBDocumentClient);
// the mock answers for every instance of the class
const book = createAlertIndex(DynamoDBDocumentClient.prototype, 'alerts');
beforeEach(() => documents.reset());

const rule = buildTrigger().rule;
const watchedFrom = { tradeId: 1, time: 100, epoch: 1 };
const armed: AlertState = {
  status: 'active',
  phase: 'watching',
  watch: 0,
  zone: 'below',
  asOf: { tradeId: 1, instant: 100 },
  watchedFrom,
};
const entry: PageEntry = { id: ALERT_ID, rev: 4, fires: 0, shard: 0, rule, state: armed };
const fired: AlertState = { status: 'triggered', asOf: { tradeId: 2, instant: 200 }, watchedFrom };
const stored = {
  book: 'BTCUSDT#0',
  id: ALERT_ID,
  rev: 4,
  fires: 0,
  rule,
  state: armed,
  rise: 'price#c0efbd0000000000#0',
};

function refused(item?: object): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({ message: 'no', $metadata: {}, ...(item && { Item: marshall(item) }) });
}

test('reads the near end of an index, consistently and in reading direction', async () => {
  const token = { book: 'BTCUSDT#0', id: ALERT_ID, fall: 'price#c0efbd0000000000#1' };
  documents.on(QueryCommand).resolves({ Items: [{ ...stored, fall: token.fall }], LastEvaluatedKey: token });
  const read = await book.read({ symbol: 'BTCUSDT', shard: 0, side: 'down', series: 'price', from: null });
  expect(documents.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
    IndexName: 'falls',
    ConsistentRead: true,
    ScanIndexForward: false,
    KeyConditionExpression: 'book = :book AND fall BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':book': 'BTCUSDT#0', ':first': 'price#', ':last': 'price$' },
  });
  expect(read).toMatchObject({
    placed: [{ key: token.fall, entry }],
    faulty: [],
    frontier: { key: token.fall, token },
  });
});

test('reads on from a key after the page was trimmed, and from the token after a full read', async () => {
  documents.on(QueryCommand).resolves({ Items: [] });
  const request = { symbol: 'BTCUSDT', shard: 1, series: 'price' } as const;
  await book.read({ ...request, side: 'up', from: { key: 'price#k' } });
  await book.read({ ...request, side: 'up', from: { key: 'price#k', token: { id: 'x' } } });
  await book.read({ ...request, side: 'down', from: { key: 'price#k' } });
  await book.read({ ...request, side: 'deadline', series: null, from: { key: '01767614400000' } });
  const [trimmed, full, downwards, dues] = documents.commandCalls(QueryCommand).map(({ args }) => args[0].input);
  expect(trimmed).toMatchObject({
    KeyConditionExpression: 'book = :book AND rise BETWEEN :first AND :last',
    ExpressionAttributeValues: { ':book': 'BTCUSDT#1', ':first': 'price#k', ':last': 'price$' },
  });
  expect(full).toMatchObject({
    ExpressionAttributeValues: { ':first': 'price#', ':last': 'price$' },
    ExclusiveStartKey: { id: 'x' },
  });
  expect(downwards).toMatchObject({ ExpressionAttributeValues: { ':first': 'price#', ':last': 'price#k' } });
  expect(dues).toMatchObject({ ExpressionAttributeValues: { ':first': '01767614400000', ':last': ':' } });
});

test('an alert with an unknown operator is listed as faulty, with the reason, and not judged', async () => {
  const odd = { ...stored, rule: { ...rule, condition: { ...rule.condition, op: 'touches' } } };
  documents.on(QueryCommand).resolves({ Items: [odd, stored] });
  const read = await book.read({ symbol: 'BTCUSDT', shard: 0, side: 'up', series: 'price', from: null });
  expect(read.placed).toHaveLength(1);
  expect(read.faulty).toMatchObject([
    { key: { book: 'BTCUSDT#0', id: ALERT_ID }, rev: 4, fault: expect.stringContaining('rule.condition.op:') },
  ]);
});

test('a fire is one write, conditional on rev, that removes the index keys and stores the proof', async () => {
  documents.on(UpdateCommand).resolves({});
  const fire = buildTrigger();
  const outcome = await book.change(entry, { rule: entry.rule, state: fired }, fire);
  expect(outcome).toEqual({ result: 'written', entry: { ...entry, state: fired, rev: 5, fires: 1 } });
  expect(documents.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    Key: { book: 'BTCUSDT#0', id: ALERT_ID },
    ConditionExpression: 'rev = :rev',
    UpdateExpression:
      'SET #state = :state, rev = :next, #lastTrigger = :lastTrigger, #fires = :fires REMOVE rise, fall, due',
    ExpressionAttributeValues: { ':rev': 4, ':next': 5, ':fires': 1, ':state': fired, ':lastTrigger': fire },
  });
});

test('a move changes the index keys in the same write', async () => {
  documents.on(UpdateCommand).resolves({});
  await book.change({ ...entry, rule }, { rule, state: { ...armed, zone: 'above' } }, null);
  const input = documents.commandCalls(UpdateCommand)[0]?.args[0].input;
  expect(input?.UpdateExpression).toBe('SET #state = :state, rev = :next, #fall = :fall REMOVE rise, due');
});

test('after a lost race the outcome is what is stored now', async () => {
  documents
    .on(UpdateCommand)
    .rejectsOnce(refused({ ...stored, rev: 9 }))
    .rejectsOnce(refused());
  expect(await book.change(entry, { rule, state: fired }, null)).toMatchObject({
    result: 'overtaken',
    entry: { rev: 9 },
  });
  expect(await book.change(entry, { rule, state: fired }, null)).toEqual({ result: 'gone' });
});

test('a write that conflicts with a transaction is retried a bounded number of times', async () => {
  const conflict = () => new TransactionConflictException({ message: 'busy', $metadata: {} });
  documents.on(UpdateCommand).rejectsOnce(conflict()).rejectsOnce(conflict()).resolves({});
  expect(await book.change(entry, { rule, state: fired }, null)).toMatchObject({ result: 'written' });
  documents.reset();
  documents.on(UpdateCommand).rejects(conflict());
  await expect(book.change(entry, { rule, state: fired }, null)).rejects.toThrow('busy');
});

test('any other error is thrown', async () => {
  documents.on(UpdateCommand).rejects(new Error('throttled'));
  await expect(book.change(entry, { rule, state: fired }, null)).rejects.toThrow('throttled');
});

test('flagging a faulty alert takes it out of the indexes, unless it was written since', async () => {
  documents.on(UpdateCommand).resolvesOnce({}).rejectsOnce(refused());
  const item = { key: { book: 'BTCUSDT#0', id: ALERT_ID }, rev: 4, fault: 'rule.condition.op: is unknown' };
  await book.flagFaulty(item);
  expect(documents.commandCalls(UpdateCommand)[0]?.args[0].input).toMatchObject({
    ConditionExpression: 'rev = :rev',
    UpdateExpression: 'SET #state = :state, rev = :next REMOVE rise, fall, due',
    ExpressionAttributeValues: { ':state': { status: 'faulty', fault: item.fault } },
  });
  await expect(book.flagFaulty(item)).resolves.toBeUndefined();
});
