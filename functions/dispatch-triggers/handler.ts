import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { makeDocumentClient, makeQueueClient } from '../adapters/clients.ts';
import { createDeliveryQueue } from '../adapters/delivery-queue.ts';
import { log } from '../adapters/log.ts';
import { createSetAsideQueue } from '../adapters/set-aside-queue.ts';
import { createTriggerTable } from '../adapters/trigger-table.ts';
import { dispatchRecords } from './dispatch-records.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const queueClient = makeQueueClient();
const triggers = createTriggerTable(makeDocumentClient(), environment.TRIGGERS_TABLE);
const deliveries = createDeliveryQueue(queueClient, environment.DELIVERIES_QUEUE_URL);
const setAsideQueue = createSetAsideQueue(queueClient, environment.SET_ASIDE_QUEUE_URL);

export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  dispatchRecords(event, { triggers, deliveries, setAsideQueue, log, now: Date.now });
