import { makeDocumentClient } from '../../adapters/clients.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { createPersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import { createPushKey } from '../../adapters/dynamodb/people/push-key.ts';
import { createRateTable } from '../../adapters/dynamodb/people/rate-table.ts';
import { createWebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { createWriteAll } from '../../adapters/dynamodb/write-transaction.ts';
import { createWebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { DEVICE_ENDPOINTS } from './device-endpoints.ts';
import type { DeviceDeps } from './devices/device-deps.ts';
import { environmentSchema } from './devices/environment.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const { PEOPLE_TABLE, PUSH_CONTACT, WRITES_PER_MINUTE } = environmentSchema.parse(process.env);
const calls = new CallTimes();
const client = makeDocumentClient(calls);

const deps: DeviceDeps = {
  people: createPersonTable(client, PEOPLE_TABLE),
  webhooks: createWebhookTable(client, PEOPLE_TABLE),
  rates: createRateTable(client, PEOPLE_TABLE),
  writeAll: createWriteAll(client),
  webhookCaller: createWebhookCaller(),
  push: { key: createPushKey(client, PEOPLE_TABLE), contact: PUSH_CONTACT },
  limits: { writesPerMinute: WRITES_PER_MINUTE },
  now: Date.now,
};

export const handler = serveApi(routeRequest(DEVICE_ENDPOINTS, deps), calls);
