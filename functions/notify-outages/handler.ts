import type { DynamoDBStreamEvent } from 'aws-lambda';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createArmedAlerts } from '../../adapters/dynamodb/alerts/armed-alerts.ts';
import { createCoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createNotifiedPersons } from '../../adapters/dynamodb/messages/notified-persons.ts';
import { log } from '../../adapters/log.ts';
import { createChannelOutboxes } from '../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { environmentSchema } from './environment.ts';
import { notifyOutages } from './notify-outages.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const queues = makeQueueClient();
const deps = {
  coins: createCoinTable(documents, environment.COINS_TABLE),
  alerts: createArmedAlerts(documents, environment.ALERTS_TABLE),
  notified: createNotifiedPersons(documents, environment.TRIGGERS_TABLE),
  outbox: createOutbox({
    deliveryLog: createDeliveryLog(documents, environment.TRIGGERS_TABLE),
    channels: createChannelOutboxes({ documents, queues, environment, now: Date.now }),
  }),
  quarantineQueue: createQuarantineQueue(queues, environment.SET_ASIDE_QUEUE_URL),
  log,
  now: Date.now,
};

export const handler = withRequestId((event: DynamoDBStreamEvent) => notifyOutages(event, deps));
