import type { DynamoDBStreamEvent } from 'aws-lambda';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createGroupMembers } from '../../adapters/dynamodb/alerts/group-members.ts';
import { createCanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createFireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import { createGroupFires } from '../../adapters/dynamodb/people/group-fires.ts';
import { createGroupTable } from '../../adapters/dynamodb/people/group-table.ts';
import { log } from '../../adapters/log.ts';
import { createChannelOutboxes } from '../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { dispatchRecords } from './dispatch-records.ts';
import { environmentSchema } from './environment.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const queues = makeQueueClient();
const outbox = createOutbox({
  deliveryLog: createDeliveryLog(documents, environment.TRIGGERS_TABLE),
  channels: createChannelOutboxes({ documents, queues, environment, now: Date.now }),
});
const deps = {
  outbox,
  quarantineQueue: createQuarantineQueue(queues, environment.SET_ASIDE_QUEUE_URL),
  canaryTable: createCanaryTable(documents, environment.MARKET_TABLE),
  fireHours: createFireHours(documents, environment.PEOPLE_TABLE),
  groupFires: createGroupFires(documents, environment.PEOPLE_TABLE),
  groups: createGroupTable(documents, environment.PEOPLE_TABLE),
  groupMembers: createGroupMembers(documents, environment.ALERTS_TABLE),
  maxFiresPerHour: environment.MAX_FIRES_PER_HOUR,
  log,
  now: Date.now,
};

export const handler = withRequestId((event: DynamoDBStreamEvent) => dispatchRecords(event, deps));
