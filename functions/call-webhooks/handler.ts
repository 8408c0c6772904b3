import type { SQSEvent } from 'aws-lambda';
import type { BatchResponse } from '../../adapters/batch.ts';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createWebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { createWebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { log } from '../../adapters/log.ts';
import { createChannelQueues } from '../../adapters/queues/channel-queues.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { callJobs } from './call-jobs.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const deliveryLog = createDeliveryLog(documents, environment.TRIGGERS_TABLE);
const queues = createChannelQueues(makeQueueClient(), environment);
const outbox = createOutbox({ deliveryLog, queues });
const webhooks = createWebhookTable(documents, environment.PEOPLE_TABLE);
const caller = createWebhookCaller();

export const handler = (event: SQSEvent): Promise<BatchResponse> =>
  callJobs(event, {
    deliveryLog,
    webhooks,
    caller,
    jobs: queues.webhook,
    outbox,
    log,
    now: Date.now,
    random: Math.random,
  });
