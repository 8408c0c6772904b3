import { randomUUID } from 'node:crypto';
import { makeDocumentClient, makeKinesisClient, makeStreamsClient } from '../adapters/clients.ts';
import { createCoinAlerts } from '../adapters/dynamodb/alerts/coin-alerts.ts';
import { createCandleTable } from '../adapters/dynamodb/market/candle-table.ts';
import { createCoinTable } from '../adapters/dynamodb/market/coin-table.ts';
import { followProxy } from '../adapters/http/exchange-proxy.ts';
import { createLog } from '../adapters/log.ts';
import { createCoinStream } from '../adapters/streams/coin-stream.ts';
import { createTickStream } from '../adapters/streams/tick-stream.ts';
import { systemClock } from './clock.ts';
import { readEnvironment } from './environment.ts';
import { PublishedShards } from './publishing/published-shards.ts';
import { createHeartbeat } from './run/heartbeat.ts';
import { createMarketTables } from './run/market-tables.ts';
import { runUntilSignal, startIngest } from './run/start-ingest.ts';

const environment = readEnvironment(process.env);
const documents = makeDocumentClient();
const log = createLog();
const published = new PublishedShards(systemClock.now);
const proxy = followProxy(process.env);
if (proxy) log.info('the exchange is reached through a proxy', { proxy: proxy.host });
const dependencies = {
  ...createMarketTables(environment, log),
  coinTable: createCoinTable(documents, environment.COINS_TABLE),
  coinAlerts: createCoinAlerts(documents, environment.ALERTS_TABLE),
  coinStream: createCoinStream(makeStreamsClient(), environment.COINS_STREAM_ARN),
  tickStream: createTickStream(makeKinesisClient(), environment.TICKS_STREAM, (shard) => published.accepted(shard)),
  published,
  candleTable: createCandleTable(documents, environment.CANDLES_TABLE),
  heartbeat: createHeartbeat({ file: environment.HEARTBEAT_FILE, clock: systemClock, log }),
  clock: systemClock,
  log,
};
const ingest = startIngest(environment, dependencies, environment.TASK_NAME ?? randomUUID());
await runUntilSignal(ingest, log);
