import { vi } from 'vitest';
import type { CoinAlerts } from '../../adapters/dynamodb/alerts/coin-alerts.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import type { CoinChange } from '../../adapters/streams/coin-stream.ts';
import type { Prices, Unwatched, WantedCoin } from '../../domain/market/coin.ts';
import { decodeTick, type Tick } from '../../domain/market/tick.ts';
import { type Clock, systemClock } from '../../ingest-task/clock.ts';
import type { Environment } from '../../ingest-task/environment.ts';
import type { Dependencies } from '../../ingest-task/run/dependencies.ts';
import { memoryCandles } from './memory-candles.ts';
import { memoryLease } from './memory-lease.ts';
import { recordedLog } from './recorded-log.ts';
import type { ScriptedExchange } from './scripted-exchange.ts';

/** Twenty times faster, for slow steps. */
export const FAST: Clock = {
  ...systemClock,
  elapsed: () => systemClock.elapsed() * 20,
  after: (delayMs, run) => systemClock.after(delayMs / 20, run),
};

/** The trades of every coin that the exchange still has, besides the newest one. */
export function keepTrades(exchange: ScriptedExchange, ids: readonly number[]): void {
  const { rest } = exchange;
  exchange.rest = (request, response) => {
    const url = new URL(request.url ?? '', 'http://exchange');
    if (url.pathname !== '/api/v3/aggTrades' || !url.searchParams.has('fromId')) return rest(request, response);
    const from = Number(url.searchParams.get('fromId'));
    const rows = ids.filter((id) => id >= from).map((id) => ({ a: id, ...aggTrade(id) }));
    response.setHeader('content-type', 'application/json').end(JSON.stringify(rows));
  };
}

function aggTrade(id: number) {
  return { p: '100.50000000', q: '0.10000000', f: id, l: id, T: 1_700_000_000_000 + id, m: true, M: true };
}

export function taskEnvironment(exchange: ScriptedExchange, flushIntervalMs: number): Environment {
  return {
    ALERTS_TABLE: 'alerts',
    COINS_TABLE: 'coins',
    COINS_STREAM_ARN: 'arn',
    MARKET_TABLE: 'market',
    MARKET_CAPACITY: 'on-demand',
    CANDLES_TABLE: 'candles',
    TICKS_STREAM: 'ticks',
    BINANCE_WS_URL: exchange.wsUrl,
    BINANCE_REST_URL: exchange.restUrl,
    FEED: 'simulator',
    FLUSH_INTERVAL_MS: flushIntervalMs,
    OUTAGE_AFTER_MS: 300_000,
  };
}

/** Records everything that the task sends. */
export function recordedRun(coins: WantedCoin[], earlier: Prices | null, leaseTable = memoryLease({ token: 2 })) {
  const ticks: Tick[] = [];
  const written: Prices[] = [];
  const unwatched: [string, Unwatched][] = [];
  const changes: CoinChange[] = [];
  const resetAfterIdRestart = vi.fn<CoinAlerts['resetAfterIdRestart']>(async () => 1);
  const pause = vi.fn<CoinAlerts['pause']>(async () => 1);
  const raiseIndexVersion = vi.fn<CoinTable['raiseIndexVersion']>(async () => undefined);
  const log = recordedLog();
  const candleTable = memoryCandles();
  const marketTable = {
    readPrices: vi.fn(async () => earlier),
    writePrices: vi.fn(async (prices: Prices) => written.push(structuredClone(prices)) > 0),
    readClockOffset: vi.fn(async () => null),
    writeClockOffset: vi.fn(async () => undefined),
    readCatalogue: vi.fn(async () => null),
    writeCatalogue: vi.fn(async () => undefined),
    requestCatalogue: vi.fn(async () => undefined),
    readCatalogueRequest: vi.fn(async () => null),
    announceCoinsChanged: vi.fn(async () => undefined),
    readCoinsChanged: vi.fn(async () => null),
    addUnwatched: vi.fn(async (symbol: string, interval: Unwatched) => void unwatched.push([symbol, interval])),
    readUnwatched: vi.fn(async () => []),
    readNewestUnwatched: vi.fn(async () => null),
    writeNewestUnwatched: vi.fn(async () => true),
    readSparks: vi.fn(async () => null),
    writeSparks: vi.fn(async () => true),
  };
  const dependencies: Dependencies = {
    leaseTable,
    marketTable,
    audienceTable: { readListenedUntil: async () => null },
    outageTable: { begin: async () => true, end: async () => true },
    coinTable: { list: async () => coins, raiseIndexVersion },
    coinAlerts: { resetAfterIdRestart, pause },
    coinStream: {
      open: async () => {
        run.streamOpens += 1;
        return {
          next: async () => {
            run.streamReads += 1;
            return changes.splice(0);
          },
        };
      },
    },
    tickStream: {
      async put(records) {
        for (const { data } of records) ticks.push(decodeTick(Buffer.from(data).toString()));
        return records.map(() => null);
      },
    },
    published: { newest: () => ({}), restore: () => undefined },
    candleTable,
    heartbeat: { beat: () => undefined },
    clock: systemClock,
    log,
  };
  const run = {
    ticks,
    unwatched,
    changes,
    /** of the coins stream */
    streamOpens: 0,
    streamReads: 0,
    log,
    marketTable,
    candleTable,
    resetAfterIdRestart,
    pause,
    raiseIndexVersion,
    leaseTable,
    prices: () => written.at(-1),
    publishedId: (symbol: string) => leaseTable.record.checkpoint?.coins[symbol]?.id,
    states: (symbol: string) => written.map((prices) => prices.coins[symbol]?.state),
    tradeIds: (symbol: string) => ticks.filter((tick) => tick.symbol === symbol).flatMap((tick) => tick.trades.id),
  };
  return { dependencies, run };
}
