import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { createDeliveryCounts } from '../../adapters/dynamodb/messages/delivery-counts.ts';
import { log } from '../../adapters/log.ts';
import { createQueueDepths } from '../../adapters/queues/queue-depths.ts';
import { environmentSchema, queuesOf } from './operator/environment.ts';
import { OPERATOR_ENDPOINTS } from './operator-endpoints.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const environment = environmentSchema.parse(process.env);
const calls = new CallTimes();
const client = makeDocumentClient(calls);

const deps = {
  counts: createDeliveryCounts(client, environment.TRIGGERS_TABLE, log),
  depths: createQueueDepths(makeQueueClient()),
  queues: queuesOf(environment),
  now: Date.now,
};

export const handler = serveApi(routeRequest(OPERATOR_ENDPOINTS, deps), calls);
