import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { DeliveryOrder, Trigger } from '../../../../domain/trigger.ts';
import type { SetAside } from '../../../../functions/adapters/set-aside-queue.ts';
import { dispatchRecords } from '../../../../functions/dispatch-triggers/dispatch-records.ts';
import { silentLog } from '../../build/silent-log.ts';
import { ALERT_ID, buildTrigger } from '../../build/triggers.ts';

const trigger = buildTrigger();
const { alertId, dispatchedAt, deliveries, symbol, owner, rule, note, channels, ...lastTrigger } = trigger;
const alert = { id: alertId, owner, symbol, rule, note, channels, rev: 3, lastTrigger };

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
  const added: Trigger[] = [];
  const orders: DeliveryOrder[] = [];
  const aside: SetAside[] = [];
  return {
    added,
    orders,
    aside,
    log: silentLog,
    now: () => dispatchedAt,
    triggers: { add: async (row: Trigger) => void added.push(row) },
    deliveries: { order: async (order: DeliveryOrder): Promise<void> => void orders.push(order) },
    setAsideQueue: { setAside: async (it: SetAside): Promise<void> => void aside.push(it) },
  };
}

test('a fire becomes a trigger with the rule as it stood, and one order a channel', async () => {
  const needs = setUp();
  const fired = record(1, { ...alert, lastTrigger: null }, alert);
  expect(await dispatchRecords({ Records: [fired] }, needs)).toEqual({ batchItemFailures: [] });
  expect(needs.added).toEqual([trigger]);
  expect(needs.orders).toEqual([{ triggerId: trigger.id, channel: 'email' }]);
});

test("a person's edit after a fire tells nothing again", async () => {
  const needs = setUp();
  await dispatchRecords({ Records: [record(1, alert, { ...alert, note: 'new' }), record(2, alert, null)] }, needs);
  expect([needs.added, needs.orders]).toEqual([[], []]);
});

test('a change that can not be read is set aside with its content, and the rest goes on', async () => {
  const needs = setUp();
  const broken = record(1, null, { ...alert, owner: 7 });
  const response = await dispatchRecords({ Records: [broken, record(2, null, alert)] }, needs);
  expect(response).toEqual({ batchItemFailures: [] });
  expect(needs.aside).toMatchObject([{ record: '1', reason: expect.stringContaining('owner:') }]);
  expect(needs.aside[0]?.content).toContain(ALERT_ID);
  expect(needs.orders).toHaveLength(1);
});

test('a record whose order could not be queued comes again, alone named', async () => {
  const needs = setUp();
  needs.deliveries.order = ({ triggerId }) =>
    triggerId === trigger.id ? Promise.reject(new Error('the queue did not answer')) : Promise.resolve();
  const other = { ...alert, lastTrigger: { ...lastTrigger, id: `${trigger.id.slice(0, -1)}9` } };
  const response = await dispatchRecords({ Records: [record(1, null, other), record(2, null, alert)] }, needs);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
});
