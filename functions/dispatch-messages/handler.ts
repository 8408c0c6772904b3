import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { BatchResponse } from '../../adapters/batch.ts';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createFireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import { log } from '../../adapters/log.ts';
import { createChannelQueues } from '../../adapters/queues/channel-queues.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { dispatchRecords } from './dispatch-records.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const queueClient = makeQueueClient();
const documents = makeDocumentClient();
const outbox = createOutbox({
  deliveryLog: createDeliveryLog(documents, environment.TRIGGERS_TABLE),
  queues: createChannelQueues(queueClient, environment),
});
const deps = {
  outbox,
  quarantineQueue: createQuarantineQueue(queueClient, environment.SET_ASIDE_QUEUE_URL),
  fireHours: createFireHours(documents, environment.PEOPLE_TABLE),
  maxFiresPerHour: environment.MAX_FIRES_PER_HOUR,
  log,
  now: Date.now,
};

export const handler = (event: DynamoDBStreamEvent): Promise<BatchResponse> => dispatchRecords(event, deps);
