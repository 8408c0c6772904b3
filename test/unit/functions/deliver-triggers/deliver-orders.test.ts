import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { Email, SendOutcome } from '../../../../functions/adapters/email-sender.ts';
import type { DeliveryOutcome, TriggerTable } from '../../../../functions/adapters/trigger-table.ts';
import { deliverOrders } from '../../../../functions/deliver-triggers/deliver-orders.ts';
import { silentLog } from '../../build/silent-log.ts';
import { buildTrigger } from '../../build/triggers.ts';

const trigger = buildTrigger();
const order = JSON.stringify({ triggerId: trigger.id, channel: 'email' });

function eventOf(bodies: readonly string[]): SQSEvent {
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1',
    SenderId: '1',
    ApproximateFirstReceiveTimestamp: '1',
  };
  const rest = { attributes, messageAttributes: {}, md5OfBody: '', eventSource: '', eventSourceARN: '', awsRegion: '' };
  return { Records: bodies.map((body, i) => ({ messageId: `m${i}`, receiptHandle: `r${i}`, body, ...rest })) };
}

function setUp(outcome: SendOutcome = { outcome: 'sent', messageId: 'ses-1' }) {
  const emails: Email[] = [];
  const recorded: DeliveryOutcome[] = [];
  const triggers: TriggerTable = {
    read: async () => trigger,
    add: async () => {},
    claim: async () => 'claimed',
    record: async (_, it) => void recorded.push(it),
  };
  const send = async (email: Email) => {
    emails.push(email);
    return outcome;
  };
  const people = { readEmail: async (): Promise<string | null> => 'ada@example.com' };
  return { emails, recorded, triggers, people, email: { send }, log: silentLog, now: () => 5 };
}

test('a claimed delivery is sent to the verified address of the alert’s owner and recorded', async () => {
  const needs = setUp();
  expect(await deliverOrders(eventOf([order]), needs)).toEqual({ batchItemFailures: [] });
  expect(needs.emails).toMatchObject([{ to: 'ada@example.com', subject: 'BTCUSDT crossed above 65,000 (65,001.2)' }]);
  expect(needs.recorded).toEqual([{ state: 'sent', detail: 'ses-1', at: 5 }]);
});

test('a delivery that is done is not sent again', async () => {
  const needs = setUp();
  needs.triggers.claim = async () => 'done';
  expect(await deliverOrders(eventOf([order]), needs)).toEqual({ batchItemFailures: [] });
  expect(needs.emails).toEqual([]);
});

test('a delivery that another sender holds goes back to the queue', async () => {
  const needs = setUp();
  needs.triggers.claim = async () => 'held';
  expect(await deliverOrders(eventOf([order]), needs)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(needs.emails).toEqual([]);
});

test('a refusal for good is recorded with its reason and not tried again', async () => {
  const needs = setUp({ outcome: 'refused', detail: 'MessageRejected: Email address is not verified' });
  expect(await deliverOrders(eventOf([order]), needs)).toEqual({ batchItemFailures: [] });
  expect(needs.recorded).toMatchObject([{ state: 'failed', detail: 'MessageRejected: Email address is not verified' }]);
});

test('a throttled send is queued again, in the ledger and in the queue', async () => {
  const needs = setUp({ outcome: 'not-now', detail: 'Throttling: Maximum sending rate exceeded' });
  expect(await deliverOrders(eventOf([order]), needs)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(needs.recorded).toMatchObject([{ state: 'queued' }]);
});

test('a person without a verified address is a failed delivery that says so', async () => {
  const needs = setUp();
  needs.people.readEmail = async () => null;
  await deliverOrders(eventOf([order]), needs);
  expect(needs.recorded).toEqual([{ state: 'failed', detail: 'the person has no verified address', at: 5 }]);
});

test('a message that is no order goes back alone, to end among the dead letters', async () => {
  const needs = setUp();
  const response = await deliverOrders(eventOf(['{"channel":"email"}', order, 'no JSON']), needs);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }] });
  expect(needs.emails).toHaveLength(1);
});
