import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDocumentClient } from '../../adapters/clients.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { createCanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import { createCandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import { createCoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { createJudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { environmentSchema, lambdaSchema } from './market/environment.ts';
import { makeMarketDeps } from './market/market-deps.ts';
import { MARKET_ENDPOINTS } from './market-endpoints.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const environment = environmentSchema.parse(process.env);
const { LAMBDA_TASK_ROOT } = lambdaSchema.parse(process.env);
const calls = new CallTimes();
const client = makeDocumentClient(calls);

const deps = makeMarketDeps(
  {
    coins: createCoinTable(client, environment.COINS_TABLE),
    market: createMarketTable(client, environment.MARKET_TABLE),
    canary: environment.CANARY ? createCanaryTable(client, environment.MARKET_TABLE) : null,
    judging: createJudgingTable(client, environment.MARKET_TABLE),
    candles: createCandleTable(client, environment.CANDLES_TABLE, { consistent: false }),
  },
  {
    now: Date.now,
    readDocumentFile: (name) => readFile(join(LAMBDA_TASK_ROOT, name), 'utf8'),
    signIn: { issuer: environment.ISSUER, clientId: environment.CLIENT_ID },
  },
);

export const handler = serveApi(routeRequest(MARKET_ENDPOINTS, deps), calls);
