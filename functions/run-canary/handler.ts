import { makeDocumentClient } from '../../adapters/clients.ts';
import { createAlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import { createCanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import { createCandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import { createCoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { readMarketNow } from '../../adapters/dynamodb/market/read-market-now.ts';
import { createWriteAll } from '../../adapters/dynamodb/write-transaction.ts';
import { log } from '../../adapters/log.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { environmentSchema } from './environment.ts';
import { runCanary } from './run-canary.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const deps = {
  alerts: createAlertTable(documents, environment.ALERTS_TABLE),
  coins: createCoinTable(documents, environment.COINS_TABLE),
  candles: createCandleTable(documents, environment.CANDLES_TABLE),
  canaryTable: createCanaryTable(documents, environment.MARKET_TABLE),
  readMarketNow: readMarketNow(createMarketTable(documents, environment.MARKET_TABLE), Date.now),
  writeAll: createWriteAll(documents),
  log,
  now: Date.now,
};

export const handler = withRequestId(() => runCanary(deps));
