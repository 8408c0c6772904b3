import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createDeliveryLog, type DeliveryLog } from '../../../adapters/dynamodb/messages/delivery-log.ts';
import { createWaitingCalls } from '../../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWakeUpTable } from '../../../adapters/dynamodb/messages/wake-up-table.ts';
import { createPushKey, type PushKey } from '../../../adapters/dynamodb/people/push-key.ts';
import { createWebhookTable, type WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { createWriteAll, type TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { createWebhookCaller } from '../../../adapters/http/webhook-caller.ts';
import { createChannelOutboxes } from '../../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../../adapters/queues/outbox.ts';
import { MAX_DEVICES } from '../../../domain/channels/webhook.ts';
import { queuedDelivery } from '../../../domain/messages/delivery.ts';
import { callJobs } from '../../../functions/call-webhooks/call-jobs.ts';
import { buildBrowser } from '../../support/browser.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { type HttpsReceiver, startReceiver } from '../../support/https-receiver.ts';
import { buildQueueEvent } from '../../support/queue-event.ts';
import { silentLog } from '../../support/silent-log.ts';
import { buildTrigger } from '../../support/triggers.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';

const KEYS = { triggers: ['alertId', 'position'], people: ['person', 'item'] } as const;
const PUSH_SERVICE = 'fcm.googleapis.com';

let engines: RunningEngines;
let service: HttpsReceiver;
let deliveryLog: DeliveryLog;
let table: WebhookTable;
let key: PushKey;
let write: (items: readonly TransactItem[]) => Promise<{ readonly written: boolean }>;
let wake: (person: string, id: string) => Promise<unknown>;
let fire: (person: string) => Promise<string>;
let persons = 0;
let person: string;

/** A push service on loopback: it has the name and a certificate of Google's, and only the browser can read what comes. */
beforeAll(async () => {
  engines = await runEngines();
  service = await startReceiver({ certificate: makeCertificate(PUSH_SERVICE, Date.now()) });
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
  const urlOf = async (QueueName: string) => (await queues.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  const environment = {
    ...{ PEOPLE_TABLE: 'people', MAILS_QUEUE_URL: await urlOf('mails'), WEBHOOKS_QUEUE_URL: await urlOf('webhooks') },
  };
  deliveryLog = createDeliveryLog(documents, 'triggers');
  table = createWebhookTable(documents, 'people');
  key = createPushKey(documents, 'people');
  write = createWriteAll(documents);
  const channels = createChannelOutboxes({ documents, queues, environment, now: Date.now });
  const outbox = createOutbox({ deliveryLog, channels });
  const deps = {
    ...{ deliveryLog, webhooks: table, outbox, webhookOutbox: channels.webhook, log: silentLog, now: Date.now },
    calls: createWaitingCalls(documents, 'people'),
    wakeUps: createWakeUpTable(documents, 'people'),
    push: { key, contact: 'mailto:alerts@example.com' },
    caller: createWebhookCaller({
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      mayCall: () => true,
      ca: service.ca,
      connectPort: service.port,
    }),
    quarantineQueue: { quarantine: async () => {} },
    publicUrl: 'https://pricebell.example',
  };
  wake = (of, webhook) => callJobs(buildQueueEvent([JSON.stringify({ wake: of, webhook, at: Date.now() })]), deps);
  fire = async (owner) => {
    const alertId = `BTCUSDT-0-push${persons}`;
    const id = `${alertId}@0000000000000012-00000000000001`;
    const deliveries = { push: queuedDelivery('push', Date.now()) };
    const channels = [{ type: 'push' as const }];
    await outbox.put(buildTrigger({ id, alertId, owner, channels, dispatchedAt: Date.now(), deliveries }));
    return id;
  };
  await key.make();
});
afterAll(async () => {
  await service?.close();
  await engines?.stop();
});
beforeEach(() => {
  persons += 1;
  person = `https://issuer.example#push-${persons}`;
  service.requests.length = 0;
  service.answer = (response) => response.writeHead(201).end();
});

const browserOf = (id: string) => buildBrowser({ endpoint: `https://${PUSH_SERVICE}/fcm/send/${id}` });
const register = (id: string, browser = browserOf(id)) => write(table.registration(person, browser.device({ id })));
const deliveryOf = async (messageId: string, id: string) =>
  (await deliveryLog.read(messageId))?.deliveries[`push:${id}`];

test('a fire reaches each device of its person, which alone can read it', async () => {
  const [laptop, phone] = [browserOf('a1'), browserOf('b2')];
  await register('a1', laptop);
  await register('b2', phone);
  const messageId = await fire(person);
  await wake(person, 'a1');
  await wake(person, 'b2');
  const [first, second] = service.requests;
  expect(first).toMatchObject({ path: '/fcm/send/a1', headers: { 'content-encoding': 'aes128gcm', urgency: 'high' } });
  expect(JSON.parse(laptop.decrypt(first?.bytes ?? Buffer.of()))).toMatchObject({
    path: '/coins/BTCUSDT',
    tag: messageId,
  });
  expect(() => laptop.decrypt(second?.bytes ?? Buffer.of())).toThrow();
  expect(JSON.parse(phone.decrypt(second?.bytes ?? Buffer.of()))).toMatchObject({ tag: messageId });
  for (const id of ['a1', 'b2']) {
    const detail = 'it took the message (201)';
    expect(await deliveryOf(messageId, id)).toMatchObject({ state: 'sent', detail, label: 'Chrome on Linux' });
  }
  expect(await table.read(person, 'a1')).toMatchObject({ lastResult: { result: 'sent' } });
});

test('a device whose subscription is over is forgotten without a mail, and leaves room for another', async () => {
  for (let i = 0; i < MAX_DEVICES; i += 1) await register(`d${i}`);
  expect(await register('more')).toMatchObject({ written: false });
  const messageId = await fire(person);
  service.answer = (response) => response.writeHead(410).end();
  await wake(person, 'd0');
  expect(await deliveryOf(messageId, 'd0')).toMatchObject({
    state: 'failed',
    detail: 'the browser takes no notifications from Pricebell any more (410)',
  });
  expect(await table.read(person, 'd0')).toBeNull();
  expect((await deliveryOf(messageId, 'd1'))?.state).toBe('queued');
  expect(await register('more')).toMatchObject({ written: true });
});

test('a device that was registered again while it was called stays', async () => {
  await register('a1');
  await fire(person);
  const renewed = { ...browserOf('a1').device({ id: 'a1' }), at: 2_000 };
  service.answer = async (response) => {
    await write(table.registration(person, renewed));
    response.writeHead(410).end();
  };
  await wake(person, 'a1');
  expect(await table.read(person, 'a1')).toEqual(renewed);
});

test('a message for a device that is removed meanwhile is not sent', async () => {
  await register('a1');
  const messageId = await fire(person);
  expect(await write(table.unregistration(person, 'a1'))).toMatchObject({ written: true });
  await wake(person, 'a1');
  expect(await deliveryOf(messageId, 'a1')).toMatchObject({ state: 'suppressed', detail: 'the device is not kept' });
  expect(service.requests).toEqual([]);
});

test('of many that are registered at once, no more than a person may have are kept', async () => {
  const ids = Array.from({ length: MAX_DEVICES + 5 }, (_, i) => `r${i}`);
  const outcomes = await Promise.all(ids.map((id) => register(id)));
  const kept = outcomes.filter(({ written }) => written).length;
  expect(kept).toBeLessThanOrEqual(MAX_DEVICES);
  expect(await table.listDevices(person)).toHaveLength(kept);
  expect(await table.list(person)).toEqual([]);
});

test('the key is made once, however many ask for it at once', async () => {
  const { documents } = engines.clients;
  const asked = await Promise.all([1, 2, 3, 4].map(() => createPushKey(documents, 'people').make()));
  expect(new Set(asked.map(({ publicKey }) => publicKey)).size).toBe(1);
  expect(await key.read()).toEqual(asked[0]);
});
