import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeliveryLog, type DeliveryChange } from '../../../adapters/dynamodb/messages/delivery-log.ts';
import { createMailThrottleTable } from '../../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { createNotifiedPersons } from '../../../adapters/dynamodb/messages/notified-persons.ts';
import { createWaitingCalls } from '../../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWaitingMessages } from '../../../adapters/dynamodb/messages/waiting-messages.ts';
import { createWakeUpTable } from '../../../adapters/dynamodb/messages/wake-up-table.ts';
import type { DeliveryEvent } from '../../../domain/messages/next-delivery.ts';
import { localQueueUrl } from '../../../local/engines/queue-url.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import { buildQueueEvent } from '../../support/queue-event.ts';
import { recordedLog } from '../../support/recorded-log.ts';
import { buildTrigger } from '../../support/triggers.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';
import { type DeliveryEngines, prepareEngines } from './world/delivery-engines.ts';
import { DeliveryWorld } from './world/delivery-world.ts';
import { memoryEngines } from './world/memory-engines.ts';
import { startFunctions } from './world/start-functions.ts';

let running: RunningEngines;
let real: DeliveryEngines;
beforeAll(async () => {
  running = await runEngines();
  real = await prepareEngines(running.clients, running.endpoints.mail);
});
afterAll(() => running.stop());

let rows = 0;
function newRow() {
  rows += 1;
  const trigger = buildTrigger();
  const alertId = `BTCUSDT-0-01J9ZX${String(rows).padStart(20, '0')}`;
  return { ...trigger, id: `${alertId}@${trigger.id.split('@')[1]}`, alertId };
}

test('a person who was notified of an outage is found again, with the channels of that moment, and for no other outage', async () => {
  const readers = createNotifiedPersons(real.documents, real.triggersTable);
  const outage = { symbol: 'BTCUSDT', since: 1_763_800_000_000 };
  for (const person of ['bob', 'ada']) await readers.add(outage, { person, channels: ['email', 'webhook:a1'] }, 1_000);
  await readers.add(outage, { person: 'ada', channels: ['webhook:b2'] }, 2_000);
  await readers.add({ ...outage, since: outage.since + 1 }, { person: 'eve', channels: ['email'] }, 1_000);
  expect(await readers.list(outage)).toEqual([
    { person: 'ada', channels: ['email', 'webhook:a1'] },
    { person: 'bob', channels: ['email', 'webhook:a1'] },
  ]);
});

/** The worlds' tables in memory are believed because of this. */
describe.each([
  ['DynamoDB Local', () => real],
  ['tables in memory', memoryEngines],
])('on %s', (_, enginesOf) => {
  const deliveryLogOf = ({ documents, triggersTable }: DeliveryEngines) => createDeliveryLog(documents, triggersTable);
  const wakeUpsOf = ({ documents, peopleTable }: DeliveryEngines) => createWakeUpTable(documents, peopleTable);
  const callsOf = ({ documents, peopleTable }: DeliveryEngines) => createWaitingCalls(documents, peopleTable);
  const throttlesOf = ({ documents, peopleTable }: DeliveryEngines) => createMailThrottleTable(documents, peopleTable);
  const waitingOf = ({ documents, peopleTable }: DeliveryEngines) => createWaitingMessages(documents, peopleTable);
  const claim = (mailId: string): DeliveryEvent => ({ kind: 'claim', at: 2_000, mailId, waitMs: 90_000 });

  test('a message stays as it was added first, and is read as it was written', async () => {
    const deliveryLog = deliveryLogOf(enginesOf());
    const row = newRow();
    expect(await deliveryLog.read(row.id)).toBeNull();
    await deliveryLog.add(row);
    expect(await deliveryLog.add({ ...row, note: 'later' })).toEqual(row);
    expect(await deliveryLog.read(row.id)).toEqual(row);
  });

  test('of many claims of a delivery at once one succeeds, and its events are written one after the other', async () => {
    const deliveryLog = deliveryLogOf(enginesOf());
    const row = newRow();
    await deliveryLog.add(row);
    const job = { messageId: row.id, channel: 'email' };
    const claims = await Promise.all(['a', 'b', 'c', 'd'].map((mailId) => deliveryLog.change(job, claim(mailId))));
    const [won, ...others] = claims.filter(({ reason }) => reason === 'claimed');
    expect([others.length, claims.filter(({ reason }) => reason === 'held').length]).toEqual([0, 3]);
    expect(won?.delivery).toMatchObject({ state: 'sending', attempts: 1, claimedUntil: 42_000 });
    const reported = { kind: 'reported', at: 3_000, mailId: won?.delivery.mailId ?? '', detail: 'x' } as const;
    const settled: DeliveryChange[] = await Promise.all([
      deliveryLog.change(job, { kind: 'taken', at: 3_000, detail: 'ses-1' }),
      deliveryLog.change(job, { ...reported, state: 'sent' }),
      deliveryLog.change(job, { ...reported, state: 'delivered' }),
    ]);
    expect(settled.some(({ reason }) => reason === 'recorded')).toBe(true);
    expect((await deliveryLog.read(row.id))?.deliveries.email).toMatchObject({ state: 'delivered', attempts: 1 });
  });

  test('messages wait once each, in the order of their fires', async () => {
    const waiting = waitingOf(enginesOf());
    const person = `ada-${rows++}`;
    const messages = [30, 9, 200].map((firedAt) => ({ messageId: `a@${firedAt}`, firedAt, since: 5 }));
    for (const message of [...messages, ...messages]) await waiting.add(person, { ...message });
    await waiting.add(person, { messageId: 'a@9', firedAt: 9, since: 77 });
    expect(await waiting.read(person, 100)).toEqual([messages[1], messages[0], messages[2]]);
    expect(await waiting.read(person, 2)).toHaveLength(2);
    await waiting.remove(person, messages.slice(0, 2));
    expect(await waiting.read(person, 100)).toEqual([messages[2]]);
    expect(await waiting.read(`${person}-other`, 100)).toEqual([]);
  });

  test('of many senders that reserve a turn at once one succeeds, the first time and later', async () => {
    const throttles = throttlesOf(enginesOf());
    const person = `ada-${rows++}`;
    for (const openAt of [5_000, 15_000]) {
      const before = await throttles.read(person);
      const after = { openAt, gapMs: 5_000, refusals: 0, delay: null };
      const moved = await Promise.all([1, 2, 3].map(() => throttles.replace(person, before, after)));
      expect(moved.filter(Boolean)).toHaveLength(1);
      expect(await throttles.read(person)).toMatchObject(after);
    }
  });

  test.each([null, 'a1'])(
    'a wake-up (%s) is under way from its record until it comes; one that is recorded after it has come is not',
    async (webhookId) => {
      const table = wakeUpsOf(enginesOf());
      const person = `ada-${rows++}`;
      const target = webhookId === null ? { person } : { person, webhookId };
      const sent = (at: number, laterAt = 0) => table.recordSent(target, { at, laterAt });
      expect(await table.read(target)).toBe(0);
      await sent(1_000);
      expect(await table.read(target)).toBe(1_000);
      await table.recordArrived(target, 1_000);
      expect(await table.read(target)).toBe(0);
      await table.recordArrived(target, 2_000);
      await sent(2_000);
      expect(await table.read(target)).toBe(0);
      await sent(3_000);
      await table.recordArrived(target, 2_500);
      expect(await table.read(target)).toBe(3_000);
      await sent(2_700, 3_000);
      expect(await table.read(target)).toBe(2_700);
      await table.recordArrived(target, 2_700);
      expect(await table.read(target)).toBe(3_000);
    },
  );

  test('calls wait for their webhook alone, by when they are due, and are postponed', async () => {
    const calls = callsOf(enginesOf());
    const target = { person: `ada-${rows++}`, webhookId: 'a1' };
    const [first, second, other] = [30, 9, 200].map((at) => ({ messageId: `a@${at}`, firedAt: at, dueAt: at }));
    if (!first || !second || !other) throw new Error('three calls');
    for (const call of [first, second, first]) await calls.add(target, call);
    await calls.add({ ...target, webhookId: 'a' }, other);
    expect(await calls.read(target, 100)).toEqual([second, first]);
    expect(await calls.read(target, 1)).toEqual([second]);
    await calls.postpone(target, second, 50);
    await calls.postpone(target, first, first.dueAt);
    expect(await calls.read(target, 100)).toEqual([first, { ...second, dueAt: 50 }]);
    await calls.remove(target, first);
    await calls.remove(target, first);
    expect(await calls.read(target, 100)).toEqual([{ ...second, dueAt: 50 }]);
    expect(await calls.read({ ...target, webhookId: 'a' }, 100)).toEqual([other]);
  });

  test('the wake-up and the throttle of a person are in one item and leave each other alone', async () => {
    const engines = enginesOf();
    const throttles = throttlesOf(engines);
    const person = `ada-${rows++}`;
    await wakeUpsOf(engines).recordSent({ person }, { at: 3_000, laterAt: 0 });
    expect((await throttles.read(person)).wakeUpAt).toBe(3_000);
    expect(
      await throttles.replace(
        person,
        { openAt: 0, gapMs: 0, refusals: 0, delay: null },
        { openAt: 9, gapMs: 5, refusals: 0, delay: null },
      ),
    ).toBe(true);
  });
});

/** The one run on the local SQS and in real time: it shows that jobs, delays and redeliveries are as in the simulated worlds. */
test('on the local queues: a sender is killed, its job comes again, and a delayed wake-up brings the next message', async () => {
  const { queues } = running.clients;
  const mailsUrl = await makeQueue(queues, 'mails');
  const world = new DeliveryWorld(real);
  const ada = await world.addPerson();
  const log = recordedLog();
  const { documents, ses, triggersTable, peopleTable } = real;
  let mails = 0;
  const functions = startFunctions({
    ...{ documents, ses, queues, triggersTable, peopleTable, log, now: Date.now },
    queueUrls: { mails: mailsUrl, webhooks: mailsUrl, quarantine: mailsUrl },
    caller: world.receivers,
    maxFiresPerHour: 60,
    makeMailId: () => `real-${process.pid}-${mails++}`,
  });
  const row = { ...newRow(), owner: ada.id, note: 'sent-in-real-time.' };
  const image = (item: object) => marshall(item) as never;
  const { alertId: _, deliveries: __, dispatchedAt: ___, owner, symbol, rule, channels, note, ...lastTrigger } = row;
  const alert = { id: row.id.split('@')[0], owner, symbol, rule, channels, note };
  const dynamodb = {
    SequenceNumber: '1',
    OldImage: image({ ...alert, lastTrigger: null }),
    NewImage: image({ ...alert, lastTrigger }),
  };
  expect(await functions.dispatchMessages({ Records: [{ dynamodb }, { dynamodb }] })).toEqual({
    batchItemFailures: [],
  });

  const first = await receive(queues, mailsUrl); // its sender is killed: it is neither done nor deleted
  const again = await receive(queues, mailsUrl); // the record came twice, and was worth one job
  expect(again.body).toBe(first.body);
  for (let time = 0; time < 2; time += 1) {
    expect(await functions.sendMails(buildQueueEvent([again.body]))).toEqual({ batchItemFailures: [] });
  }
  await again.done();
  const inbox = (await real.readInbox(world.startedAt)).filter(({ destination }) =>
    destination.to.includes(ada.address),
  );
  expect(inbox.map(({ body }) => body.text.includes('sent-in-real-time.'))).toEqual([true]);

  const next = { ...newRow(), owner: ada.id, note: 'sent-later.' };
  await createDeliveryLog(documents, triggersTable).add(next);
  const job = JSON.stringify({ messageId: next.id, channel: 'email' });
  const throttles = createMailThrottleTable(documents, peopleTable);
  const openAt = Date.now() + 4_000;
  await throttles.replace(ada.id, await throttles.read(ada.id), { openAt, gapMs: 5_000, refusals: 0, delay: null });
  expect(await functions.sendMails(buildQueueEvent([job]))).toEqual({ batchItemFailures: [] });
  const wakeUp = await receive(queues, mailsUrl);
  expect(JSON.parse(wakeUp.body)).toMatchObject({ wake: ada.id });
  expect(Date.now()).toBeGreaterThanOrEqual(openAt);
  expect(await functions.sendMails(buildQueueEvent([wakeUp.body]))).toEqual({ batchItemFailures: [] });
  await wakeUp.done();
  const texts = (await real.readInbox(world.startedAt)).map(({ body }) => body.text);
  expect(texts.filter((text) => text.includes('sent-later.'))).toHaveLength(1);
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: mailsUrl, AttributeNames: ['ApproximateNumberOfMessagesDelayed'] }),
  );
  expect(Attributes?.ApproximateNumberOfMessagesDelayed).toBe('0');
});

async function makeQueue(queues: SQSClient, QueueName: string): Promise<string> {
  const Attributes = { VisibilityTimeout: '2' };
  const { QueueUrl = '' } = await queues.send(new CreateQueueCommand({ QueueName, Attributes }));
  return localQueueUrl(queues, QueueUrl);
}

function receive(queues: SQSClient, QueueUrl: string): Promise<{ body: string; done(): Promise<unknown> }> {
  return waitUntil('a job', 20_000, async () => {
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1 }));
    const [message] = Messages;
    if (!message) return undefined;
    const { Body = '', ReceiptHandle } = message;
    return { body: Body, done: () => queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })) };
  });
}
