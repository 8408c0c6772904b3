import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { QuarantinedRecord } from '../../../../adapters/queues/quarantine-queue.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { dispatchRecords } from '../../../../functions/dispatch-messages/dispatch-records.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { ALERT_ID, buildTrigger } from '../../../support/triggers.ts';

const trigger = buildTrigger();
const { alertId, dispatchedAt, deliveries, symbol, quote, owner, rule, note, channels, ...lastTrigger } = trigger;
const alert = { id: alertId, owner, symbol, quote, rule, note, channels, rev: 3, lastTrigger };

function record(sequence: number, before: object | null, after: object | null): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const image = (value: object) => marshall(value) as never;
  return {
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/alerts/stream/1',
    dynamodb: {
      SequenceNumber: String(sequence),
      ...(before && { OldImage: image(before) }),
      ...(after && { NewImage: image(after) }),
    },
  };
}

function setUp() {
  const put: Message[] = [];
  const quarantined: QuarantinedRecord[] = [];
  return {
    put,
    quarantined,
    log: silentLog,
    now: () => dispatchedAt,
    outbox: { put: async (message: Message): Promise<void> => void put.push(message) },
    quarantineQueue: { quarantine: async (it: QuarantinedRecord): Promise<void> => void quarantined.push(it) },
  };
}

test('a fire becomes a trigger with the rule as it stood, and one queued delivery a channel', async () => {
  const deps = setUp();
  const fired = record(1, { ...alert, lastTrigger: null }, alert);
  expect(await dispatchRecords({ Records: [fired] }, deps)).toEqual({ batchItemFailures: [] });
  expect(deps.put).toEqual([trigger]);
  expect(Object.keys(deliveries)).toEqual(['email']);
});

test('every channel of the alert has a delivery of its own', async () => {
  const deps = setUp();
  const both = [{ type: 'email' }, { type: 'webhook', id: 'a1' }];
  await dispatchRecords({ Records: [record(1, null, { ...alert, channels: both })] }, deps);
  expect(deps.put[0]?.deliveries).toMatchObject({
    email: { channel: 'email', state: 'queued', at: dispatchedAt, attempts: 0 },
    'webhook:a1': { channel: 'webhook:a1', state: 'queued' },
  });
});

test('an expired alert becomes a notice named by its end, the same however often it is dispatched', async () => {
  const deps = setUp();
  const withEnd = { ...alert, lastTrigger: null, rule: buildCrossingRule({ expiresAt: 9_000 }) };
  const expiry = record(1, { ...withEnd, state: { status: 'active' } }, { ...withEnd, state: { status: 'expired' } });
  await dispatchRecords({ Records: [expiry] }, deps);
  await dispatchRecords({ Records: [expiry] }, { ...deps, now: () => dispatchedAt + 5 });
  expect(deps.put.map(({ id }) => id)).toEqual(Array(2).fill(`notice#${owner}@alert-expired:${ALERT_ID}:9000`));
  expect(deps.put[0]).toMatchObject({ person: owner, content: { kind: 'alert-expired', expiresAt: 9_000 } });
});

test('an alert that was paused because its coin may be another one becomes a notice, once', async () => {
  const deps = setUp();
  const because = { kind: 'another-coin', before: { price: '0.00005', time: 1 }, first: { price: '9', time: 2 } };
  const quiet = { ...alert, lastTrigger: null };
  const pause = record(
    1,
    { ...quiet, state: { status: 'active' } },
    { ...quiet, state: { status: 'paused', because } },
  );
  await dispatchRecords({ Records: [pause] }, deps);
  await dispatchRecords({ Records: [pause] }, { ...deps, now: () => dispatchedAt + 5 });
  expect(deps.put.map(({ id }) => id)).toEqual(Array(2).fill(`notice#${owner}@alert-paused:${ALERT_ID}:2`));
  expect(deps.put[0]).toMatchObject({ person: owner, content: { kind: 'alert-paused', because, rule } });
});

test("a person's edit after a fire sends nothing again", async () => {
  const deps = setUp();
  await dispatchRecords({ Records: [record(1, alert, { ...alert, note: 'new' }), record(2, alert, null)] }, deps);
  expect(deps.put).toEqual([]);
});

test('a change that can not be read is quarantined with its content, and the rest is dispatched', async () => {
  const deps = setUp();
  const broken = record(1, null, { ...alert, owner: 7 });
  const response = await dispatchRecords({ Records: [broken, record(2, null, alert)] }, deps);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(deps.quarantined).toMatchObject([{ record: '1', reason: expect.stringContaining('owner') }]);
  expect(deps.quarantined[0]?.content).toContain(ALERT_ID);
  expect(deps.put).toHaveLength(1);
});

test('a change that can not be quarantined is delivered again', async () => {
  const deps = setUp();
  deps.quarantineQueue.quarantine = () => Promise.reject(new Error('the queue did not answer'));
  const response = await dispatchRecords({ Records: [record(1, null, { ...alert, owner: 7 })] }, deps);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
});

test('a record whose message could not be stored comes again, and no other', async () => {
  const deps = setUp();
  deps.outbox.put = ({ id }) =>
    id === trigger.id ? Promise.reject(new Error('the queue did not answer')) : Promise.resolve();
  const other = { ...alert, lastTrigger: { ...lastTrigger, id: `${trigger.id.slice(0, -1)}9` } };
  const response = await dispatchRecords({ Records: [record(1, null, other), record(2, null, alert)] }, deps);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
});
