import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDeliveryLog, type DeliveryLog } from '../../../adapters/dynamodb/messages/delivery-log.ts';
import { createWaitingCalls } from '../../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWakeUpTable } from '../../../adapters/dynamodb/messages/wake-up-table.ts';
import { createPushKey } from '../../../adapters/dynamodb/people/push-key.ts';
import { createWebhookTable, type WebhookTable, webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { createWebhookCaller } from '../../../adapters/http/webhook-caller.ts';
import { createChannelOutboxes } from '../../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../../adapters/queues/outbox.ts';
import { type Webhook as KeptWebhook, MAX_WEBHOOKS, newWebhook } from '../../../domain/channels/webhook.ts';
import { queuedDelivery } from '../../../domain/messages/delivery.ts';
import { callJobs } from '../../../functions/call-webhooks/call-jobs.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../support/https-receiver.ts';
import { buildQueueEvent } from '../../support/queue-event.ts';
import { silentLog } from '../../support/silent-log.ts';
import { buildTrigger } from '../../support/triggers.ts';
import { writePart } from '../../support/write-part.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';

const KEYS = { triggers: ['alertId', 'position'], people: ['person', 'item'] } as const;

let engines: RunningEngines;
let receiver: HttpsReceiver;
let deliveryLog: DeliveryLog;
let table: WebhookTable;
let mailsUrl: string;
let webhooksUrl: string;
let persons = 0;
let person: string;

beforeAll(async () => {
  engines = await runEngines();
  receiver = await startReceiver();
  const { dynamodb, documents, queues } = engines.clients;
  for (const [TableName, names] of Object.entries(KEYS)) {
    await dynamodb.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: names.map((AttributeName, i) => ({ AttributeName, KeyType: i === 0 ? 'HASH' : 'RANGE' })),
      }),
    );
  }
  const queueOf = async (QueueName: string) =>
    (await queues.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  mailsUrl = await queueOf('mails');
  webhooksUrl = await queueOf('webhooks');
  deliveryLog = createDeliveryLog(documents, 'triggers');
  table = createWebhookTable(documents, 'people');
});
afterAll(async () => {
  await receiver?.close();
  await engines?.stop();
});
beforeEach(() => {
  persons += 1;
  person = `https://issuer.example#person-${persons}`;
  receiver.requests.length = 0;
  receiver.answer = (response) => response.writeHead(204).end();
});

function keptWebhook(fields: Partial<KeptWebhook> = {}): KeptWebhook {
  const target = { url: `https://${RECEIVER_HOST}:${receiver.port}/in`, preset: 'standard', chatId: null } as const;
  return { ...newWebhook({ id: webhookId(target), ...target }, 1_000), ...fields };
}

/** Puts down a trigger of the person with one delivery by the webhook, and gives its job. */
async function putTrigger(id: string, instant = 1) {
  const channel = `webhook:${id}`;
  const alertId = `BTCUSDT-0-${person.length}${persons}`;
  const trigger = buildTrigger({
    id: `${alertId}@0000000000000012-${String(instant).padStart(14, '0')}`,
    alertId,
    owner: person,
    channels: [{ type: 'webhook', id }],
    dispatchedAt: Date.now(),
    deliveries: { [channel]: queuedDelivery(channel, Date.now()) },
  });
  await deliveryLog.add(trigger);
  return { messageId: trigger.id, channel };
}

function give(...jobs: unknown[]) {
  const { queues, documents } = engines.clients;
  const environment = { PEOPLE_TABLE: 'people', MAILS_QUEUE_URL: mailsUrl, WEBHOOKS_QUEUE_URL: webhooksUrl };
  const channels = createChannelOutboxes({ documents, queues, environment, now: Date.now });
  return callJobs(buildQueueEvent(jobs.map((job) => JSON.stringify(job))), {
    deliveryLog,
    webhooks: table,
    calls: createWaitingCalls(documents, 'people'),
    wakeUps: createWakeUpTable(documents, 'people'),
    push: { key: createPushKey(documents, 'people'), contact: 'mailto:alerts@example.com' },
    webhookOutbox: channels.webhook,
    caller: createWebhookCaller({
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      mayCall: () => true,
      ca: receiver.ca,
      totalTimeoutMs: 20_000,
    }),
    outbox: createOutbox({ deliveryLog, channels }),
    quarantineQueue: { quarantine: async () => {} },
    publicUrl: 'https://pricebell.example',
    log: silentLog,
    now: Date.now,
  });
}

/** Waits for one message of the queue, and takes it out. */
async function takeFrom(QueueUrl: string): Promise<unknown> {
  const { queues } = engines.clients;
  const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 15 }));
  const [message] = Messages;
  if (!message) return null;
  await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
  return JSON.parse(message.Body ?? '');
}

const write = (part: TransactItem) => writePart(engines.clients.documents, part);
const add = (webhook: KeptWebhook) => write(table.addition(person, webhook));

const deliveryOf = async ({ messageId, channel }: { messageId: string; channel: string }) =>
  (await deliveryLog.read(messageId))?.deliveries[channel];

/** The webhook's wake-up comes. */
const wake = (webhook: string) => ({ wake: person, webhook, at: Date.now() });

test('a trigger is sent once, signed with the secret of its owner, however often its wake-up comes at once', async () => {
  const webhook = keptWebhook();
  await add(webhook);
  const job = await putTrigger(webhook.id);
  const secret = await table.secretOf(person);
  expect(await give(job)).toEqual({ batchItemFailures: [] });
  const wakeUp = await takeFrom(webhooksUrl);
  expect(wakeUp).toMatchObject({ wake: person, webhook: webhook.id });
  expect(await give(wakeUp, wakeUp, wakeUp)).toEqual({ batchItemFailures: [] });
  await give(wake(webhook.id));
  expect(receiver.requests).toHaveLength(1);
  const [got] = receiver.requests;
  const headers = Object.fromEntries(Object.entries(got?.headers ?? {}).map(([name, value]) => [name, String(value)]));
  expect(new Webhook(secret).verify(got?.body ?? '', headers)).toMatchObject({ type: 'trigger.fired' });
  expect(await deliveryOf(job)).toMatchObject({ state: 'sent', detail: 'it took the message (204)', attempts: 1 });
});

test('a delivery to a receiver that fails gets a later wake-up, which sends it', async () => {
  const webhook = keptWebhook();
  await add(webhook);
  const job = await putTrigger(webhook.id);
  receiver.answer = (response) => response.writeHead(503).end('closed');
  await give(job);
  await takeFrom(webhooksUrl);
  await give(wake(webhook.id));
  expect(await deliveryOf(job)).toMatchObject({
    state: 'queued',
    detail: 'it has a failure of its own (503: closed)',
    attempts: 1,
  });
  receiver.answer = (response) => response.writeHead(200).end();
  // a wake-up may come a little too early by our clock, and is then followed by another
  for (let i = 0; i < 3 && (await deliveryOf(job))?.state === 'queued'; i += 1) {
    const next = await takeFrom(webhooksUrl);
    expect(next).toMatchObject({ wake: person, webhook: webhook.id });
    await give(next);
  }
  expect(await deliveryOf(job)).toMatchObject({ state: 'sent', attempts: 2, isRepeat: false });
});

test('410 disables the webhook, and its owner gets one mail', async () => {
  const webhook = keptWebhook();
  await add(webhook);
  const jobs = [await putTrigger(webhook.id, 1), await putTrigger(webhook.id, 2)];
  receiver.answer = (response) => response.writeHead(410).end();
  await give(...jobs);
  await takeFrom(webhooksUrl);
  await give(wake(webhook.id));
  expect(await table.read(person, webhook.id)).toMatchObject({
    state: 'disabled',
    detail: 'it is gone for good (410)',
  });
  const messageId = `notice#${person}@channel-disabled:${webhook.id}:1000`;
  expect(await deliveryLog.read(messageId)).toMatchObject({
    person,
    content: { kind: 'channel-disabled', host: `${RECEIVER_HOST}:${receiver.port}` },
    deliveries: { email: { state: 'queued' } },
  });
  expect(await takeFrom(mailsUrl)).toMatchObject({ wake: person });
  const late = await putTrigger(webhook.id, 3);
  await give(late);
  await takeFrom(webhooksUrl);
  await give(wake(webhook.id));
  expect(receiver.requests).toHaveLength(2);
  expect(await deliveryOf(late)).toMatchObject({
    state: 'suppressed',
    detail: 'the webhook is switched off: it is gone for good (410)',
  });
});

test("a person's webhooks are listed, added once, switched and counted, and nobody else's", async () => {
  const webhook = keptWebhook();
  expect(await table.list(person)).toEqual([]);
  await add(webhook);
  await add({ ...webhook, at: 9_999 });
  await table.secretOf(person);
  expect(await table.list(person)).toEqual([webhook]);
  expect(await table.list(`${person}x`)).toEqual([]);
  expect(await table.read(`${person}x`, webhook.id)).toBeNull();
  const enabled = { state: 'active', at: 4_000, detail: null } as const;
  const refused = { result: 'refused', at: 1_100, detail: '404' } as const;
  const sent = { result: 'sent', at: 1_200, detail: '204' } as const;
  expect(await table.recordResult(person, webhook.id, refused, 'add')).toBe(1);
  expect(await table.recordResult(person, webhook.id, refused, 'add')).toBe(2);
  expect(await table.recordResult(person, webhook.id, sent, 'keep')).toBe(2);
  expect(await table.read(person, webhook.id)).toEqual({ ...webhook, lastResult: sent, failures: 2 });
  expect(await table.recordResult(person, webhook.id, sent, 'reset')).toBe(0);
  const worked = { ...webhook, lastResult: sent, workedAt: 1_200 };
  expect(await table.read(person, webhook.id)).toEqual(worked);
  expect(await table.recordResult(person, webhook.id, refused, 'add')).toBe(1);
  expect(await table.disable(person, { ...webhook, at: 999 }, { at: 2_000, detail: '410' })).toBe(false);
  expect(await table.disable(person, webhook, { at: 2_000, detail: '410' })).toBe(true);
  expect(await table.disable(person, webhook, { at: 3_000, detail: 'again' })).toBe(false);
  expect(await table.read(person, webhook.id)).toMatchObject({ state: 'disabled', at: 2_000, failures: 1 });
  expect(await write(table.stateChange(person, webhook.id, enabled))).toBe(true);
  expect(await table.read(person, webhook.id)).toEqual({ ...worked, lastResult: refused, at: 4_000 });
  expect(await write(table.stateChange(person, 'none', enabled))).toBe(false);
  expect(await write(table.removal(person, webhook.id))).toBe(true);
  expect(await write(table.removal(person, webhook.id))).toBe(false);
  expect(await table.recordResult(person, webhook.id, refused, 'add')).toBe(0);
  expect(await table.list(person)).toEqual([]);
});

test('turns at a receiver are given out one after the other, however many callers ask at once, and none in a pause', async () => {
  const webhook = keptWebhook();
  await add(webhook);
  const take = (now: number, burst = 2) => table.takeTurn(person, webhook.id, { now, burst, gapMs: 1_000 });
  const taken = async (now: number, burst?: number) => {
    const turns = await Promise.all(Array.from({ length: 8 }, () => take(now, burst)));
    return turns.filter(Boolean).length;
  };
  // of those who ask at once, one may have to ask again for the second of the burst
  let turns = 0;
  while (await take(10_000)) turns += 1;
  expect(turns).toBe(2);
  expect([await taken(10_999), await taken(11_000), await taken(13_000, 1)]).toEqual([0, 1, 1]);
  expect(await taken(30_000)).toBeGreaterThan(0);
  await table.pause(person, webhook.id, 50_000);
  await table.pause(person, webhook.id, 45_000);
  expect(await table.read(person, webhook.id)).toMatchObject({ pausedUntil: 50_000, nextSlotAt: 50_000 });
  expect([await taken(49_999, 1), await taken(50_000, 1), await taken(50_000, 1)]).toEqual([0, 1, 0]);
  await table.pause(person, webhook.id, 51_500);
  expect(await table.read(person, webhook.id)).toMatchObject({ pausedUntil: 51_500 });
  expect(await table.takeTurn(person, 'none', { now: 1_000, burst: 1, gapMs: 1_000 })).toBe(false);
  expect(await table.read(person, 'none')).toBeNull();
});

test('slow calls that were under way together count once, and a prompt answer ends them and their rest, but no pause', async () => {
  const webhook = keptWebhook();
  await add(webhook);
  const count = (read: typeof webhook, slowCalls: number) =>
    table.countSlowCall(person, read, { slowCalls, slowSince: 7_000, slowAnswers: 1, restsUntil: 8_000 });
  await table.endSlowCalls(person, webhook.id);
  expect(await table.read(person, webhook.id)).toEqual(webhook);
  const counted = await Promise.all(Array.from({ length: 6 }, () => count(webhook, 1)));
  expect(counted.filter((isCounted) => isCounted)).toHaveLength(1);
  const once = { ...webhook, slowCalls: 1, slowSince: 7_000, slowAnswers: 1, restsUntil: 8_000 };
  expect(await table.read(person, webhook.id)).toEqual(once);
  expect(await count(once, 2)).toBe(true);
  expect(await count(once, 2)).toBe(false);
  await table.pause(person, webhook.id, 90_000);
  await table.endSlowCalls(person, webhook.id);
  const ended = { slowCalls: 0, slowAnswers: 0, restsUntil: 0 };
  expect(await table.read(person, webhook.id)).toMatchObject({ ...ended, pausedUntil: 90_000, nextSlotAt: 90_000 });
  await count({ ...webhook, slowCalls: 0 }, 1);
  await write(table.stateChange(person, webhook.id, { state: 'active', at: 70_000, detail: null }));
  expect(await table.read(person, webhook.id)).toMatchObject(ended);
  await write(table.removal(person, webhook.id));
  expect(await count(webhook, 1)).toBe(false);
  expect(await table.read(person, webhook.id)).toBeNull();
});

test('a row of an earlier version, without a count of slow calls, begins with none', async () => {
  const { slowCalls: _calls, slowSince: _since, slowAnswers: _answers, restsUntil: _until, ...earlier } = keptWebhook();
  const Item = { ...earlier, person, item: `webhook#${earlier.id}` };
  await engines.clients.documents.send(new PutCommand({ TableName: 'people', Item }));
  const read = await table.read(person, earlier.id);
  expect(read).toMatchObject({ slowCalls: 0, slowSince: 0, slowAnswers: 0, restsUntil: 0 });
  const first = { slowCalls: 1, slowSince: 5, slowAnswers: 1, restsUntil: 9 };
  expect(await table.countSlowCall(person, { id: earlier.id, slowCalls: 0 }, first)).toBe(true);
  expect(await table.read(person, earlier.id)).toMatchObject(first);
});

test('a chat that has moved is changed once, and a test is begun once in its pause', async () => {
  const webhook = keptWebhook({ preset: 'telegram', chatId: '-5' });
  await add(webhook);
  await table.moveChat(person, webhook, '-1007');
  await table.moveChat(person, webhook, '-1008');
  expect(await table.read(person, webhook.id)).toMatchObject({ id: webhook.id, chatId: '-1007' });
  const begin = (now: number, id = webhook.id) => table.beginTest(person, id, { now, pauseMs: 10_000 });
  expect([await begin(20_000), await begin(29_999), await begin(30_000)]).toEqual([true, false, true]);
  expect(await begin(50_000, 'none')).toBe(false);
});

test('one test of a person is under way at once, until it ends or has died', async () => {
  const reserve = (now: number, of = person) => table.reserveTest(of, { now, lostAfterMs: 10_000 });
  const at = 20_000;
  expect((await Promise.all([1, 2, 3, 4].map(() => reserve(at)))).filter(Boolean)).toEqual([true]);
  expect(await reserve(at, `${person}-other`)).toBe(true);
  await table.endTest(person, at - 1);
  expect(await reserve(at + 9_999)).toBe(false);
  await table.endTest(person, at);
  expect([await reserve(at + 1), await reserve(at + 10_001)]).toEqual([true, true]);
  await table.endTest(person, at + 1);
  expect(await reserve(at + 10_002)).toBe(false);
  expect(await table.list(person)).toEqual([]);
});

test('as many as a person may have are listed at once', async () => {
  for (let i = 0; i < MAX_WEBHOOKS; i += 1) {
    await add(keptWebhook({ id: `a${i}`, url: `https://example.com/${'x'.repeat(480)}${i}` }));
  }
  expect(await table.list(person)).toHaveLength(MAX_WEBHOOKS);
});

test('a secret is made at first use, once, and replaced on request', async () => {
  expect(await table.readSecret(person)).toBeNull();
  const [first, ...others] = await Promise.all([1, 2, 3, 4].map(() => table.secretOf(person)));
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(new Set(others)).toEqual(new Set([first]));
  expect(await table.readSecret(person)).toBe(first);
  expect(await write(table.newSecret(person, { first: true }))).toBe(false);
  expect(await write(table.newSecret(person, { first: false }))).toBe(true);
  expect(await table.secretOf(person)).not.toBe(first);
});
