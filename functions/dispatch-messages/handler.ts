import type { DynamoDBStreamEvent } from 'aws-lambda';
import { makeDocumentClient, makeQueueClient, makeSocketsClient } from '../../adapters/clients.ts';
import { createGroupMembers } from '../../adapters/dynamodb/alerts/group-members.ts';
import { createAudienceTable } from '../../adapters/dynamodb/live/audience-table.ts';
import { createConnectionTable } from '../../adapters/dynamodb/live/connection-table.ts';
import { createCanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import { createDeliveryLog } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { createFireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import { createGroupFires } from '../../adapters/dynamodb/people/group-fires.ts';
import { createGroupTable } from '../../adapters/dynamodb/people/group-table.ts';
import { log } from '../../adapters/log.ts';
import { createChannelOutboxes } from '../../adapters/queues/channel-outboxes.ts';
import { createOutbox } from '../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { createLiveSockets } from '../../adapters/sockets/live-sockets.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { dispatchRecords } from './dispatch-records.ts';
import { environmentSchema } from './environment.ts';
import { createLiveNews } from './live-news.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const queues = makeQueueClient();
const outbox = createOutbox({
  deliveryLog: createDeliveryLog(documents, environment.TRIGGERS_TABLE),
  channels: createChannelOutboxes({ documents, queues, environment, now: Date.now }),
});
const live = {
  audience: createAudienceTable(documents, environment.MARKET_TABLE),
  connections: createConnectionTable(documents, environment.CONNECTIONS_TABLE),
  sockets: createLiveSockets(makeSocketsClient(environment.LIVE_CALLBACK_URL)),
  log,
  now: Date.now,
};
const deps = {
  outbox,
  quarantineQueue: createQuarantineQueue(queues, environment.SET_ASIDE_QUEUE_URL),
  canaryTable: createCanaryTable(documents, environment.MARKET_TABLE),
  fireHours: createFireHours(documents, environment.PEOPLE_TABLE),
  groupFires: createGroupFires(documents, environment.PEOPLE_TABLE),
  groups: createGroupTable(documents, environment.PEOPLE_TABLE),
  groupMembers: createGroupMembers(documents, environment.ALERTS_TABLE),
  createNews: () => createLiveNews(live),
  maxFiresPerHour: environment.MAX_FIRES_PER_HOUR,
  log,
  now: Date.now,
};

export const handler = withRequestId((event: DynamoDBStreamEvent) => dispatchRecords(event, deps));
