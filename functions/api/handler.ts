import { makeDocumentClient } from '../../adapters/clients.ts';
import { createAlertHistory } from '../../adapters/dynamodb/alerts/alert-history.ts';
import { createAlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { createCoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { createFireHours } from '../../adapters/dynamodb/messages/fire-hours.ts';
import { createLinkKey } from '../../adapters/dynamodb/messages/link-key.ts';
import { createLinkTokens } from '../../adapters/dynamodb/messages/link-tokens.ts';
import { createMailThrottleTable } from '../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { createTriggerList } from '../../adapters/dynamodb/messages/trigger-list.ts';
import { createCountTable } from '../../adapters/dynamodb/people/count-table.ts';
import { createExternalIds } from '../../adapters/dynamodb/people/external-ids.ts';
import { createPersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import { createRateTable } from '../../adapters/dynamodb/people/rate-table.ts';
import { createWebhookTable } from '../../adapters/dynamodb/people/webhook-table.ts';
import { createWriteAll } from '../../adapters/dynamodb/write-transaction.ts';
import { createWebhookCaller } from '../../adapters/http/webhook-caller.ts';
import { makeApiDeps } from './api-deps.ts';
import { API_ENDPOINTS } from './endpoints.ts';
import { limitsOf, readEnvironment } from './environment.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const environment = readEnvironment(process.env);
const calls = new CallTimes();
const client = makeDocumentClient(calls);

const deps = makeApiDeps(
  {
    alerts: createAlertTable(client, environment.ALERTS_TABLE),
    coins: createCoinTable(client, environment.COINS_TABLE, environment.BOOK_SHARDS),
    market: createMarketTable(client, environment.MARKET_TABLE),
    triggers: createTriggerList(client, environment.TRIGGERS_TABLE),
    history: createAlertHistory(client, environment.TRIGGERS_TABLE),
    people: createPersonTable(client, environment.PEOPLE_TABLE),
    mailDelays: createMailThrottleTable(client, environment.PEOPLE_TABLE),
    links: createLinkTokens(client, environment.PEOPLE_TABLE),
    linkKey: createLinkKey(client, environment.PEOPLE_TABLE),
    webhooks: createWebhookTable(client, environment.PEOPLE_TABLE),
    fireHours: createFireHours(client, environment.PEOPLE_TABLE),
    rates: createRateTable(client, environment.PEOPLE_TABLE),
    counts: createCountTable(client, environment.PEOPLE_TABLE),
    externalIds: createExternalIds(client, environment.PEOPLE_TABLE),
    writeAll: createWriteAll(client),
  },
  {
    now: Date.now,
    webhookCaller: createWebhookCaller(),
    limits: limitsOf(environment),
  },
);

export const handler = serveApi(routeRequest(API_ENDPOINTS, deps), calls);
