import middy from '@middy/core';
import { createAlertTable } from '../adapters/alert-table.ts';
import { createCandleTable } from '../adapters/candle-table.ts';
import { makeDocumentClient } from '../adapters/clients.ts';
import { createCoinTable } from '../adapters/coin-table.ts';
import { createJudgingTable } from '../adapters/judging-table.ts';
import { createLinkTokens } from '../adapters/link-tokens.ts';
import { createMarketTable } from '../adapters/market-table.ts';
import { createPersonTable } from '../adapters/person-table.ts';
import { createTriggerList } from '../adapters/trigger-list.ts';
import { createWebhookCaller } from '../adapters/webhook-caller.ts';
import { createWebhookTable } from '../adapters/webhook-table.ts';
import { lambdaSchema, readEnvironment } from './environment.ts';
import { reportProblems } from './report-problems.ts';
import { routeRequest } from './route-request.ts';
import { makeRoutes } from './routes.ts';

const environment = readEnvironment(process.env);
const { LAMBDA_TASK_ROOT } = lambdaSchema.parse(process.env);
const client = makeDocumentClient();

const routes = makeRoutes(
  {
    alerts: createAlertTable(client, environment.ALERTS_TABLE),
    coins: createCoinTable(client, environment.COINS_TABLE, environment.BOOK_SHARDS),
    market: createMarketTable(client, environment.MARKET_TABLE),
    judging: createJudgingTable(client, environment.MARKET_TABLE),
    triggers: createTriggerList(client, environment.TRIGGERS_TABLE),
    people: createPersonTable(client, environment.PEOPLE_TABLE),
    candles: createCandleTable(client, environment.CANDLES_TABLE),
    links: createLinkTokens(client, environment.PEOPLE_TABLE),
    webhooks: createWebhookTable(client, environment.PEOPLE_TABLE),
  },
  { now: Date.now, documentFolder: LAMBDA_TASK_ROOT, caller: createWebhookCaller() },
);

export const handler = middy(routeRequest(routes)).use(reportProblems());
