import { randomUUID } from 'node:crypto';
import { createCandleTable } from '../functions/adapters/candle-table.ts';
import { makeDocumentClient, makeKinesisClient, makeStreamsClient } from '../functions/adapters/clients.ts';
import { createCoinAlerts } from '../functions/adapters/coin-alerts.ts';
import { createCoinStream } from '../functions/adapters/coin-stream.ts';
import { createCoinTable } from '../functions/adapters/coin-table.ts';
import { followProxy } from '../functions/adapters/exchange-proxy.ts';
import { createLeaseTable } from '../functions/adapters/lease-table.ts';
import { createMarketTable } from '../functions/adapters/market-table.ts';
import { createOutageTable } from '../functions/adapters/outage-table.ts';
import { createTickStream } from '../functions/adapters/tick-stream.ts';
import { systemClock } from './clock.ts';
import { readEnvironment } from './environment.ts';
import { createLog } from './log.ts';
import { PublishedShards } from './published-shards.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { startIngest } from './start-ingest.ts';

const environment = readEnvironment(process.env);
const documents = makeDocumentClient();
const log = createLog();
const published = new PublishedShards(systemClock.now);
const proxy = followProxy(process.env);
if (proxy) log.info('the exchange is reached through a proxy', { proxy: proxy.host });
const dependencies = {
  leaseTable: createLeaseTable(documents, environment.MARKET_TABLE),
  marketTable: createMarketTable(documents, environment.MARKET_TABLE),
  outageTable: createOutageTable(documents, environment.MARKET_TABLE),
  coinTable: createCoinTable(documents, environment.COINS_TABLE),
  coinAlerts: createCoinAlerts(documents, environment.ALERTS_TABLE),
  coinStream: createCoinStream(makeStreamsClient(), environment.COINS_STREAM_ARN),
  tickStream: createTickStream(makeKinesisClient(), environment.TICKS_STREAM, (shard) => published.took(shard)),
  published,
  candleTable: createCandleTable(documents, environment.CANDLES_TABLE),
  clock: systemClock,
  log,
};
const ingest = startIngest(environment, dependencies, environment.TASK_NAME ?? randomUUID());
await runUntilSignal(ingest, log);
