import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeliveryLog } from '../../../adapters/dynamodb/messages/delivery-log.ts';
import { createWaitingCalls } from '../../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWakeUpTable } from '../../../adapters/dynamodb/messages/wake-up-table.ts';
import { createWebhookTable, webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { createWebhookCaller } from '../../../adapters/http/webhook-caller.ts';
import { createChannelOutboxes } from '../../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../../adapters/queues/outbox.ts';
import { newWebhook } from '../../../domain/channels/webhook.ts';
import { encodePosition } from '../../../domain/market/position.ts';
import { queuedDelivery } from '../../../domain/messages/delivery.ts';
import { callJobs } from '../../../functions/call-webhooks/call-jobs.ts';
import { arn } from '../../../local/local-account.ts';
import { FAST, startMapping } from '../../../local/mappings/start-mappings.ts';
import type { Mapping } from '../../../local/mappings/stream-mapping.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../support/https-receiver.ts';
import { buildPushSender } from '../../support/memory-push-key.ts';
import { silentLog } from '../../support/silent-log.ts';
import { buildTrigger } from '../../support/triggers.ts';
import { writePart } from '../../support/write-part.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';
import { inParallel } from './flood-stack.ts';

const KEYS = { triggers: ['alertId', 'position'], people: ['person', 'item'] } as const;
const SLOW_HOST = 'slow.example.com';
/** Twenty webhooks with ten messages each: 200 calls. */
const SLOW_WEBHOOKS = 20;
const MESSAGES_EACH = 10;
const TRICKLE_MS = 200;
const MAX_DELAY_MS = 6_000;

let engines: RunningEngines;
let slow: HttpsReceiver;
let prompt: HttpsReceiver;
let mapping: Mapping;
let parts: ReturnType<typeof makeParts>;

beforeAll(async () => {
  engines = await runEngines();
  slow = await startReceiver({ certificate: makeCertificate(SLOW_HOST, Date.now()) });
  prompt = await startReceiver();
  // 200 at once, and then a byte now and then without an end
  slow.answer = (response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), TRICKLE_MS);
    response.on('close', () => clearInterval(timer));
  };
  const { dynamodb, queues } = engines.clients;
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
  const [mailsUrl = '', webhooksUrl = ''] = await Promise.all(
    ['Mails', 'Webhooks'].map(async (QueueName) => (await queues.send(new CreateQueueCommand({ QueueName }))).QueueUrl),
  );
  parts = makeParts(mailsUrl, webhooksUrl);
});
afterAll(async () => {
  await mapping?.stop();
  await Promise.all([slow?.close(), prompt?.close()]);
  await engines?.stop();
});

function makeParts(MAILS_QUEUE_URL: string, WEBHOOKS_QUEUE_URL: string) {
  const { documents, queues } = engines.clients;
  const deliveryLog = createDeliveryLog(documents, 'triggers');
  const environment = { PEOPLE_TABLE: 'people', MAILS_QUEUE_URL, WEBHOOKS_QUEUE_URL };
  const channels = createChannelOutboxes({ documents, queues, environment, now: Date.now });
  return {
    deliveryLog,
    webhooks: createWebhookTable(documents, 'people'),
    calls: createWaitingCalls(documents, 'people'),
    wakeUps: createWakeUpTable(documents, 'people'),
    push: buildPushSender(),
    webhookOutbox: channels.webhook,
    outbox: createOutbox({ deliveryLog, channels }),
    caller: createWebhookCaller({
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      mayCall: () => true,
      ca: `${slow.ca}${prompt.ca}`,
    }),
    quarantineQueue: { quarantine: async () => {} },
    publicUrl: 'https://pricebell.example',
    log: silentLog,
    now: Date.now,
  };
}

/** The queue's mapping as the stack has it. */
function startCalls(): Promise<Mapping> {
  const { streams, kinesis, queues } = engines.clients;
  return startMapping(
    {
      ...{ source: 'sqs', name: 'CallWebhooks', functionName: 'CallWebhooks', sourceArn: arn('sqs', 'Webhooks') },
      ...{ batchSize: 10, windowMs: 0, reportsFailures: true, filters: [], maxConcurrency: 4 },
    },
    {
      ...{ streams, kinesis, queues, positionsFolder: engines.folder, pollRate: FAST },
      invoke: (_name, event) => callJobs(event as SQSEvent, parts),
      report: (name, text) => console.error(name, text),
    },
  );
}

async function addWebhook(person: string, url: string): Promise<string> {
  const target = { url, preset: 'standard', chatId: null } as const;
  const id = webhookId(target);
  await writePart(
    engines.clients.documents,
    parts.webhooks.addition(person, newWebhook({ id, ...target }, Date.now())),
  );
  return id;
}

/** A trigger of the person fires, with one delivery by the webhook. */
function fire(person: string, webhook: string, tradeId: number): Promise<void> {
  const channel = `webhook:${webhook}`;
  const alertId = `BTCUSDT-0-${webhook.slice(0, 26)}`;
  const position = encodePosition({ tradeId, instant: Date.now() });
  return parts.outbox.put(
    buildTrigger({
      ...{ id: `${alertId}@${position}`, alertId, owner: person, dispatchedAt: Date.now() },
      channels: [{ type: 'webhook', id: webhook }],
      deliveries: { [channel]: queuedDelivery(channel, Date.now()) },
    }),
  );
}

test("200 calls of a receiver that answers without an end delay no other person's call", async () => {
  const ids = await Promise.all(
    Array.from({ length: SLOW_WEBHOOKS }, (_, n) => addWebhook('storm', `https://${SLOW_HOST}:${slow.port}/${n}`)),
  );
  const fires = ids.flatMap((id) => Array.from({ length: MESSAGES_EACH }, (_, n) => ({ id, tradeId: n + 1 })));
  await inParallel(fires, 8, ({ id, tradeId }) => fire('storm', id, tradeId));
  const quiet = await addWebhook('quiet', `https://${RECEIVER_HOST}:${prompt.port}/in`);
  mapping = await startCalls();
  await waitUntil('the first slow calls', 15_000, async () => (slow.requests.length > 0 ? true : undefined));

  const delays: number[] = [];
  for (let n = 1; n <= 3; n += 1) {
    const firedAt = Date.now();
    await fire('quiet', quiet, n);
    await waitUntil(`call ${n} of the quiet person`, 40_000, async () =>
      prompt.requests.length >= n ? true : undefined,
    );
    delays.push(Date.now() - firedAt);
  }
  console.info(`calls after ${delays.join(', ')} ms, beside ${slow.requests.length} slow ones`);
  expect(Math.max(...delays)).toBeLessThanOrEqual(MAX_DELAY_MS);
});
