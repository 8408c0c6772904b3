import type { SQSEvent } from 'aws-lambda';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createDeliveryCounts } from '../../adapters/dynamodb/messages/delivery-counts.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createWaitingCalls } from '../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWakeUpTable } from '../../adapters/dynamodb/messages/wake-up-table.ts';
import { createPushKey } from '../../adapters/dynamodb/people/push-key.ts';
import { createWebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { createWebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { log } from '../../adapters/log.ts';
import { createChannelOutboxes } from '../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import type { CallDeps } from './call-deps.ts';
import { callJobs } from './call-jobs.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const { TRIGGERS_TABLE, PEOPLE_TABLE, SET_ASIDE_QUEUE_URL, PUSH_CONTACT, PUBLIC_URL } = environment;
const documents = makeDocumentClient();
const counts = createDeliveryCounts(documents, TRIGGERS_TABLE, log);
const deliveryLog = createDeliveryLog(documents, TRIGGERS_TABLE, counts.count);
const queues = makeQueueClient();
const channels = createChannelOutboxes({ documents, queues, environment, now: Date.now });
const deps: CallDeps = {
  deliveryLog,
  webhooks: createWebhookTable(documents, PEOPLE_TABLE),
  calls: createWaitingCalls(documents, PEOPLE_TABLE),
  wakeUps: createWakeUpTable(documents, PEOPLE_TABLE),
  webhookOutbox: channels.webhook,
  outbox: createOutbox({ deliveryLog, channels }),
  caller: createWebhookCaller(),
  push: { key: createPushKey(documents, PEOPLE_TABLE), contact: PUSH_CONTACT },
  quarantineQueue: createQuarantineQueue(queues, SET_ASIDE_QUEUE_URL),
  publicUrl: PUBLIC_URL,
  log,
  now: Date.now,
};

export const handler = withRequestId((event: SQSEvent) => callJobs(event, deps));
