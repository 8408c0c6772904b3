import type { SQSEvent } from 'aws-lambda';
import type { BatchResponse } from '../../adapters/batch.ts';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createWebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { createWebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { log } from '../../adapters/log.ts';
import { createMessageQueue } from '../../adapters/queues/message-queue.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { callJobs } from './call-jobs.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const queues = makeQueueClient();
const deliveryLog = createDeliveryLog(documents, environment.TRIGGERS_TABLE);
const orders = createMessageQueue(queues, environment.WEBHOOKS_QUEUE_URL);
const mails = createMessageQueue(queues, environment.MAILS_QUEUE_URL);
const outbox = createOutbox({ deliveryLog, mails, webhooks: orders });
const webhooks = createWebhookTable(documents, environment.PEOPLE_TABLE);
const caller = createWebhookCaller();

export const handler = (event: SQSEvent): Promise<BatchResponse> =>
  callJobs(event, { deliveryLog, webhooks, caller, orders, outbox, log, now: Date.now, random: Math.random });
