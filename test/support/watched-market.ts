import type { TickRecord } from '../../adapters/streams/tick-stream.ts';
import type { Prices, Unwatched } from '../../domain/market/coin.ts';
import { decodeTick, type Tick } from '../../domain/market/tick.ts';
import { createCounters } from '../../ingest-task/counters.ts';
import type { CoinMinutes } from '../../ingest-task/history/coin-minutes.ts';
import { type MAX_PENDING_TRADES, Publisher } from '../../ingest-task/publishing/publisher.ts';
import { BackFill } from '../../ingest-task/sequencing/back-fill.ts';
import { BufferBudget, type MAX_WAITING_FRAMES } from '../../ingest-task/sequencing/reorder-buffer.ts';
import { TradeTimes } from '../../ingest-task/sequencing/trade-times.ts';
import type { RenamedCoin } from '../../ingest-task/watching/alert-pausing.ts';
import { MarketWatch } from '../../ingest-task/watching/market-watch.ts';
import { silentMinutes } from './coin-minutes.ts';
import type { ManualClock } from './manual-clock.ts';
import type { MemoryExchange } from './memory-exchange.ts';
import { recordedLog } from './recorded-log.ts';

export const FLUSH_INTERVAL_MS = 100;

export interface WatchedMarketOptions {
  readonly clock: ManualClock;
  readonly exchange: MemoryExchange;
  readonly epoch?: number;
  readonly earlier?: Prices['coins'];
  /** exchange clock minus own clock */
  readonly clockOffsetMs?: number;
  /** the exchange's clock is not measured again, whoever doubts it */
  readonly clockIsStale?: boolean;
  /** the exchange's clock, where it is not own clock, ms; null: not measured */
  readonly exchangeNow?: () => number | null;
  readonly minutes?: (symbol: string) => CoinMinutes;
  /** whether a coin's windows are complete; by default they are */
  readonly areFinal?: (symbol: string) => boolean;
  readonly use?: (symbol: string, metrics: readonly string[]) => void;
  readonly maxPendingTrades?: typeof MAX_PENDING_TRADES;
  readonly maxWaitingFrames?: typeof MAX_WAITING_FRAMES;
  /** the answer to a call; by default every record is accepted */
  readonly put?: (records: readonly TickRecord[], take: () => (string | null)[]) => Promise<(string | null)[]>;
}

/**
 * One run of the task from its feed to its stream, without either: the test plays the feed, and finds in `ticks` what
 * reached the stream.
 */
export function watchMarket({ clock, exchange, ...options }: WatchedMarketOptions) {
  const log = recordedLog();
  const counters = createCounters();
  const ticks: Tick[] = [];
  const unwatched: [string, Unwatched][] = [];
  const restarted: string[] = [];
  const renamed: RenamedCoin[] = [];
  const [halted, idle] = [new Set<string>(), new Set<string>()];
  const quarantine: [string, string][] = [];
  const subscribed = new Set<string>();
  const put = options.put ?? (async (_, take) => take());
  const publisher = new Publisher({
    tickStream: {
      put: (records) =>
        put(records, () => {
          ticks.push(...records.map(({ data }) => decodeTick(Buffer.from(data).toString())));
          return records.map(() => null);
        }),
    },
    clock,
    log,
    counters,
    feed: 'simulator',
    epoch: options.epoch ?? 1,
    flushIntervalMs: FLUSH_INTERVAL_MS,
    exchangeNow: () => clock.now() + (options.clockOffsetMs ?? 0),
    clockOffsetMs: () => options.clockOffsetMs ?? 0,
    onDropped: (symbol, dropped) => watch.onDropped(symbol, dropped),
    viewOf: (symbol, at) => watch.viewOf(symbol, at),
    onAccepted: (symbol) => watch.onAccepted(symbol),
    ...(options.maxPendingTrades && { maxPendingTrades: options.maxPendingTrades }),
  });
  const backFill = new BackFill({ rest: exchange.rest, clock, log, counters });
  const bufferBudget = new BufferBudget(options.maxWaitingFrames);
  const watch: MarketWatch = new MarketWatch({
    feed: () => ({ want: () => {}, isSubscribed: (symbol) => subscribed.has(symbol), rejectionOf: () => null }),
    catalogue: {
      listingState: (symbol) => (halted.has(symbol) ? 'halted' : 'watchable'),
      isTraded: (symbol) => !halted.has(symbol) && !idle.has(symbol),
      missed: () => {},
    },
    publisher,
    histories: {
      follow(symbol, joinsAfter) {
        const minutes = options.minutes?.(symbol) ?? silentMinutes();
        if (joinsAfter) minutes.joinAfter(joinsAfter);
        return { minutes };
      },
      unfollow: () => {},
      use: options.use ?? (() => {}),
      areFinal: options.areFinal ?? (() => true),
    },
    unwatched: { report: (symbol, interval) => void unwatched.push([symbol, interval]) },
    backFill,
    bufferBudget,
    times: new TradeTimes({
      measured: options.exchangeNow ?? (() => clock.now()),
      measuredAt: () => (options.clockIsStale ? Number.NEGATIVE_INFINITY : clock.elapsed()),
      measureAgain: () => {},
      elapsed: () => clock.elapsed(),
    }),
    clock,
    exchangeNow: () => options.exchangeNow?.() ?? clock.now(),
    malformed: { quarantine: (frame, fault) => void quarantine.push([frame, fault]) },
    counters,
    earlier: options.earlier ?? {},
    onPrice: () => {},
    onState: () => {},
    onIdRestart: ({ symbol }) => void restarted.push(symbol),
    onAnotherCoin: (coin) => void renamed.push(coin),
  });
  publisher.start();
  watch.start();
  return {
    watch,
    publisher,
    backFill,
    bufferBudget,
    log,
    counters,
    ticks,
    unwatched,
    restarted,
    /** coins whose alerts have to be paused */
    renamed,
    /** `halted`: the exchange sends nothing of the coin; `idle`: it does not trade it, and would send what it traded. */
    become(symbol: string, status: 'traded' | 'halted' | 'idle') {
      halted.delete(symbol);
      idle.delete(symbol);
      if (status !== 'traded') (status === 'halted' ? halted : idle).add(symbol);
      watch.catalogueChanged();
    },
    /** frames and rows that were set aside, each with what is wrong with it */
    quarantine,
    /** The coins' frames come from now on. */
    subscribe(...symbols: string[]) {
      for (const symbol of symbols) subscribed.add(symbol);
      watch.onSubscribed(symbols);
    },
    /** The connection that carries the coins is gone. */
    interrupt(...symbols: string[]) {
      for (const symbol of symbols) subscribed.delete(symbol);
      watch.onInterrupted(symbols);
    },
    state: (symbol: string) => watch.coinStatuses(() => false).find((coin) => coin.symbol === symbol)?.state,
    published: (symbol: string) =>
      watch.coinStatuses(() => false).find((coin) => coin.symbol === symbol)?.published ?? null,
    ids: (symbol: string) => ticks.filter((tick) => tick.symbol === symbol).flatMap((tick) => tick.trades.id),
    watermarks: (symbol: string) =>
      ticks.filter((tick) => tick.symbol === symbol).flatMap(({ watermark }) => watermark ?? []),
  };
}

export type WatchedMarket = ReturnType<typeof watchMarket>;
