import type { DocumentClient } from '../../adapters/clients.ts';
import { createAlertHistory } from '../../adapters/dynamodb/alerts/alert-history.ts';
import { createAlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
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
import type { Tables } from './api-deps.ts';
import type { Environment } from './environment.ts';

/** The tables of whoever changes alerts. */
export function makeTables(client: DocumentClient, environment: Environment): Tables {
  return {
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
  };
}
