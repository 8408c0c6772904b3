import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createDeliveryLog, type DeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createMailLog, type MailLog } from '../../adapters/dynamodb/messages/mail-log.ts';
import { createPersonTable, type PersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import type { Delivery } from '../../domain/messages/delivery.ts';
import { recordEvents } from '../../functions/record-mail-events/record-events.ts';
import { startMapping } from '../../local/mappings/start-mappings.ts';
import type { Mapping } from '../../local/mappings/stream-mapping.ts';
import { parseTemplate } from '../../local/template/assembly.ts';
import { interpretTemplate } from '../../local/template/interpret.ts';
import { emptyPlan } from '../../local/template/plan.ts';
import { buildMailEvent, COMPLAINT, PERMANENT_BOUNCE, SES_ID } from '../support/mail-events.ts';
import { silentLog } from '../support/silent-log.ts';
import { buildTrigger } from '../support/triggers.ts';
import { writePart } from '../support/write-part.ts';
import { type RunningEngines, runEngines } from './run-engines.ts';

const WITHIN = { timeout: 20_000, interval: 20 };

let engines: RunningEngines;
let mapping: Mapping;
let deliveryLog: DeliveryLog;
let mails: MailLog;
let people: PersonTable;
/** events that went back to the queue */
let putBack = 0;

beforeAll(async () => {
  engines = await runEngines();
  const { documents } = engines.clients;
  deliveryLog = createDeliveryLog(documents, 'Triggers');
  mails = createMailLog(documents, 'Triggers');
  people = createPersonTable(documents, 'People');
  mapping = await startEvents();
});
afterAll(async () => {
  await mapping?.stop();
  await engines?.stop();
});

/** The tables and the queue with its mapping, as in the stack, except that a failed event is back after a second. */
async function startEvents(): Promise<Mapping> {
  const { dynamodb, kinesis, queues } = engines.clients;
  const plan = emptyPlan();
  const RedrivePolicy = { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 };
  const Resources = {
    Triggers: tableOf('alertId', 'position'),
    People: tableOf('person', 'item'),
    Dead: { Type: 'AWS::SQS::Queue' },
    Events: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1, RedrivePolicy } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        EventSourceArn: { 'Fn::GetAtt': ['Events', 'Arn'] },
        FunctionName: 'RecordMailEvents',
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  };
  const addresses = { issuer: engines.issuer, origin: 'http://localhost:1', clientId: 'c' };
  const workbench = { dynamodb, kinesis, queues, assets: new Map(), ...addresses, plan };
  await interpretTemplate(parseTemplate({ Resources }), workbench);
  const [planned] = plan.mappings;
  if (!planned) throw new Error('no mapping was planned');
  const log = {
    ...silentLog,
    error: () => {
      putBack += 1;
    },
  };
  const deps = { mails, deliveryLog, people, log, now: Date.now };
  return startMapping(planned, {
    ...engines.clients,
    positionsFolder: `${engines.folder}/positions`,
    pollRate: { kinesisMs: 5, dynamodbMs: 5 },
    // the mapping writes the JSON that Lambda's types describe
    invoke: (_name, event) => recordEvents(event as SQSEvent, deps),
    report: () => {},
  });
}

function tableOf(hash: string, range: string) {
  return {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      AttributeDefinitions: [hash, range].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ],
    },
  };
}

let made = 0;
/** A trigger of a new person, claimed by a mail that is being sent. */
async function claimedMail() {
  made += 1;
  const id = `MAIL${made}`;
  const person = `iss#ada${made}`;
  const address = `ada${made}@example.com`;
  const messageId = `BTCUSDT-0-${made}@1`;
  await writePart(engines.clients.documents, people.profileChange(person, null, { email: address }, 1));
  await deliveryLog.add({ ...buildTrigger({ id: messageId, owner: person }) });
  await deliveryLog.change({ messageId, channel: 'email' }, { kind: 'claim', at: Date.now(), mailId: id, waitMs: 0 });
  return { messageId, mail: { id, person, address, messageIds: [messageId], sentAt: Date.now() } };
}

/** An event that happens now. */
function eventOf(mailId: string, eventType: string, more: Record<string, unknown> = {}): string {
  const now = new Date().toISOString();
  return JSON.stringify({ ...buildMailEvent({ mailId, eventType, more, takenAt: now }), time: now });
}

function report(mailId: string, eventType: string, more: Record<string, unknown> = {}): Promise<void> {
  return send(eventOf(mailId, eventType, more));
}

async function send(MessageBody: string): Promise<void> {
  const QueueUrl = `${engines.endpoints.queues}/000000000000/Events`;
  await engines.clients.queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));
}

async function deliveryOf(messageId: string): Promise<Delivery | undefined> {
  return (await deliveryLog.read(messageId))?.deliveries.email;
}

async function countIn(queue: string): Promise<number> {
  const { Attributes } = await engines.clients.queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${engines.endpoints.queues}/000000000000/${queue}`,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
}

/** The queue is empty, and no message is being processed. */
const untilDone = () => vi.waitFor(async () => expect(await countIn('Events')).toBe(0), WITHIN);

it('SES events reach the delivery log, in whatever order and however often they come', async () => {
  const { messageId, mail } = await claimedMail();
  await mails.add(mail);
  for (const eventType of ['Delivery', 'Send', 'Delivery', 'Send', 'Send']) await report(mail.id, eventType);
  await untilDone();
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'delivered', detail: SES_ID, claimedUntil: null });
});

it('a bounce and a complaint switch mail off, and the person can read why', async () => {
  for (const [eventType, more, reason] of [
    ['Bounce', PERMANENT_BOUNCE, 'bounced'],
    ['Complaint', COMPLAINT, 'complained'],
  ] as const) {
    const { messageId, mail } = await claimedMail();
    await mails.add(mail);
    await report(mail.id, 'Send');
    await report(mail.id, eventType, more);
    await vi.waitFor(async () => expect(await deliveryOf(messageId)).toMatchObject({ state: reason }), WITHIN);
    expect(await people.readProfile(mail.person)).toMatchObject({ mailOff: { reason, address: mail.address } });
  }
});

it('a bounce that comes a second time does not undo that the person switched mail on again', async () => {
  const { mail } = await claimedMail();
  await mails.add(mail);
  const bounce = eventOf(mail.id, 'Bounce', PERMANENT_BOUNCE);
  await send(bounce);
  const mailOff = async () => (await people.readProfile(mail.person))?.mailOff;
  await vi.waitFor(async () => expect(await mailOff()).toMatchObject({ reason: 'bounced' }), WITHIN);
  await people.switchMailOn(mail.person, Date.now());
  await send(bounce);
  await untilDone();
  expect(await mailOff()).toBeNull();
});

it('an event that comes before the record of its mail waits in the queue', async () => {
  const { messageId, mail } = await claimedMail();
  const before = putBack;
  await report(mail.id, 'Send');
  await report(mail.id, 'Delivery');
  await vi.waitFor(() => expect(putBack).toBeGreaterThanOrEqual(before + 2), WITHIN);
  expect(await deliveryOf(messageId)).toMatchObject({ state: 'sending' });
  await mails.add(mail);
  await vi.waitFor(async () => expect(await deliveryOf(messageId)).toMatchObject({ state: 'delivered' }), WITHIN);
});

it('an event that can not be read ends among the dead letters, and holds up no other', async () => {
  const { messageId, mail } = await claimedMail();
  await mails.add(mail);
  await send('nonsense');
  await report(mail.id, 'Send');
  await vi.waitFor(async () => expect(await deliveryOf(messageId)).toMatchObject({ state: 'sent' }), WITHIN);
  await vi.waitFor(async () => expect(await countIn('Dead')).toBe(1), WITHIN);
});
