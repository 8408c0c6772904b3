import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { createArmedAlerts } from '../adapters/armed-alerts.ts';
import { makeDocumentClient, makeQueueClient } from '../adapters/clients.ts';
import { createCoinTable } from '../adapters/coin-table.ts';
import { createLedger } from '../adapters/ledger.ts';
import { log } from '../adapters/log.ts';
import { createMessageQueue } from '../adapters/message-queue.ts';
import { createOutageReaders } from '../adapters/outage-readers.ts';
import { createOutbox } from '../adapters/outbox.ts';
import { createSetAsideQueue } from '../adapters/set-aside-queue.ts';
import { environmentSchema } from './environment.ts';
import { tellOutages } from './tell-outages.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const queueClient = makeQueueClient();
const needs = {
  coins: createCoinTable(documents, environment.COINS_TABLE),
  alerts: createArmedAlerts(documents, environment.ALERTS_TABLE),
  readers: createOutageReaders(documents, environment.TRIGGERS_TABLE),
  outbox: createOutbox({
    ledger: createLedger(documents, environment.TRIGGERS_TABLE),
    mails: createMessageQueue(queueClient, environment.MAILS_QUEUE_URL),
    webhooks: createMessageQueue(queueClient, environment.WEBHOOKS_QUEUE_URL),
  }),
  setAsideQueue: createSetAsideQueue(queueClient, environment.SET_ASIDE_QUEUE_URL),
  log,
  now: Date.now,
};

export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => tellOutages(event, needs);
