import type { SQSEvent } from 'aws-lambda';
import { beforeEach, expect, test } from 'vitest';
import type { SentMail } from '../../../../adapters/dynamodb/messages/mail-log.ts';
import { type Delivery, queuedDelivery } from '../../../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../../../domain/messages/delivery-job.ts';
import { type DeliveryEvent, nextDelivery } from '../../../../domain/messages/next-delivery.ts';
import type { MailOff } from '../../../../domain/people/person.ts';
import { recordEvents } from '../../../../functions/record-mail-events/record-events.ts';
import { buildMailEvent, COMPLAINT, FULL_MAILBOX, PERMANENT_BOUNCE, SES_ID } from '../../../support/mail-events.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 5);
const HAPPENED_AT = Date.UTC(2026, 10, 22, 12, 0, 1);
const MAIL: SentMail = {
  id: '01MAIL',
  person: 'iss#ada',
  address: 'ada@example.com',
  messageIds: ['BTCUSDT-0-a@1', 'notice#iss#ada@coin-dark:BTCUSDT:1'],
  sentAt: NOW - 5_000,
};

let mails: Map<string, SentMail>;
let deliveries: Map<string, Delivery>;
let switchedOff: [string, MailOff][];
let logged: { message: string; fields: Record<string, unknown> }[];

beforeEach(() => {
  mails = new Map([[MAIL.id, MAIL]]);
  const claimed = { ...queuedDelivery('email', NOW - 6_000), state: 'sending' as const, mailId: MAIL.id, attempts: 1 };
  deliveries = new Map(MAIL.messageIds.map((id) => [id, claimed]));
  switchedOff = [];
  logged = [];
});

function deps() {
  const keep = (message: string, fields: object = {}) => void logged.push({ message, fields: { ...fields } });
  return {
    mails: { read: async (id: string) => mails.get(id) ?? null },
    deliveryLog: {
      async change({ messageId }: DeliveryJob, event: DeliveryEvent) {
        const delivery = deliveries.get(messageId);
        if (!delivery) throw new Error(`no delivery of ${messageId}`);
        const { next } = nextDelivery(delivery, event);
        if (next) deliveries.set(messageId, next);
      },
    },
    people: { switchMailOff: async (person: string, off: MailOff) => void switchedOff.push([person, off]) },
    log: { info: keep, warn: keep, error: keep },
    now: () => NOW,
  };
}

const sqsEvent = (bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, index) => ({
    messageId: `m${index}`,
    receiptHandle: '',
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '1',
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '1',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  })),
});
const bodyOf = (eventType: string, more: Record<string, unknown> = {}, mailId: string | null = MAIL.id) =>
  JSON.stringify(buildMailEvent({ mailId, eventType, more }));
const record = (...bodies: string[]) => recordEvents(sqsEvent(bodies), deps());
const states = () => [...deliveries.values()].map(({ state }) => state);

test('each message of a mail gets the outcome of the mail', async () => {
  expect(await record(bodyOf('Send'), bodyOf('Delivery'))).toEqual({ batchItemFailures: [] });
  expect([...deliveries.values()]).toMatchObject([
    { state: 'delivered', detail: SES_ID, at: NOW },
    { state: 'delivered', detail: SES_ID, at: NOW },
  ]);
});

test('events that come out of order and twice lead to the same state', async () => {
  await record(bodyOf('Delivery'), bodyOf('Send'), bodyOf('Complaint', COMPLAINT), bodyOf('Delivery'), bodyOf('Send'));
  expect(states()).toEqual(['complained', 'complained']);
});

test('an uncertain mail is settled by its event', async () => {
  for (const [id, delivery] of deliveries) deliveries.set(id, { ...delivery, state: 'uncertain' });
  await record(bodyOf('Send'));
  expect(states()).toEqual(['sent', 'sent']);
});

test('a permanent bounce switches mail off for the address that it was sent to, as of the bounce', async () => {
  await record(bodyOf('Bounce', PERMANENT_BOUNCE));
  expect(states()).toEqual(['bounced', 'bounced']);
  const detail = 'Permanent, General: smtp; 550 5.1.1 user unknown';
  expect(switchedOff).toEqual([
    ['iss#ada', { reason: 'bounced', address: 'ada@example.com', at: HAPPENED_AT, detail }],
  ]);
});

test('a complaint switches mail off, too', async () => {
  await record(bodyOf('Complaint', COMPLAINT));
  expect(switchedOff).toMatchObject([['iss#ada', { reason: 'complained', detail: 'abuse' }]]);
});

test('a full mailbox is recorded and switches nothing off', async () => {
  await record(bodyOf('Bounce', FULL_MAILBOX));
  expect(states()).toEqual(['bounced', 'bounced']);
  expect(switchedOff).toEqual([]);
});

test('a rejected mail has failed', async () => {
  await record(bodyOf('Reject', { reject: { reason: 'Bad content' } }));
  expect(states()).toEqual(['failed', 'failed']);
});

test('an event of a mail that is not ours is counted and nothing more', async () => {
  expect(await record(bodyOf('Send', {}, null), bodyOf('Send'))).toEqual({ batchItemFailures: [] });
  expect(logged.at(-1)).toEqual({
    message: 'events of mails',
    fields: { recorded: 1, foreign: 1, forgotten: 0, failed: 0 },
  });
});

test('an event that can not be read goes back alone', async () => {
  expect(await record('nonsense', bodyOf('Send'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(states()).toEqual(['sent', 'sent']);
});

test('an event that comes before its mail can be read goes back, and is recorded once it can', async () => {
  mails.clear();
  expect(await record(bodyOf('Send'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  mails.set(MAIL.id, MAIL);
  expect(await record(bodyOf('Send'))).toEqual({ batchItemFailures: [] });
  expect(states()).toEqual(['sent', 'sent']);
});

test('a complaint about a mail whose record has expired does not come back for ever', async () => {
  mails.clear();
  const body = JSON.stringify(
    buildMailEvent({ mailId: 'gone', eventType: 'Complaint', more: COMPLAINT, takenAt: '2026-10-22T12:00:00Z' }),
  );
  expect(await record(body)).toEqual({ batchItemFailures: [] });
  expect(logged.at(-1)?.fields).toMatchObject({ forgotten: 1 });
});

test('a message that is not in the delivery log sends the event back, with the others recorded', async () => {
  deliveries.delete(MAIL.messageIds[1] ?? '');
  expect(await record(bodyOf('Send'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(states()).toEqual(['sent']);
});

test('a row that can not be read does not keep the event from the other messages of a long mail', async () => {
  const messageIds = Array.from({ length: 100 }, (_, index) => `BTCUSDT-0-a@${index}`);
  mails.set(MAIL.id, { ...MAIL, messageIds: ['unreadable', ...messageIds] });
  const uncertain = { ...queuedDelivery('email', 1), state: 'uncertain' as const, mailId: MAIL.id, attempts: 1 };
  deliveries = new Map(messageIds.map((id) => [id, uncertain]));
  expect(await record(bodyOf('Send'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(new Set(states())).toEqual(new Set(['sent']));
});
