import type { Clock } from '../../ingest-task/clock.ts';
import { createCounters } from '../../ingest-task/counters.ts';
import { CoinMinutes } from '../../ingest-task/history/coin-minutes.ts';
import { Publisher } from '../../ingest-task/publishing/publisher.ts';
import { BackFill } from '../../ingest-task/sequencing/back-fill.ts';
import { BufferBudget } from '../../ingest-task/sequencing/reorder-buffer.ts';
import { TradeTimes } from '../../ingest-task/sequencing/trade-times.ts';
import { MarketWatch } from '../../ingest-task/watching/market-watch.ts';

/** The task's defaults. */
const DAY_MS = 86_400_000;
export const FLUSH_MS = 250;
const silent = () => undefined;
const log = { info: silent, warn: refuse, error: refuse };
const NO_HISTORIES = {
  follow: (_: string) => ({
    minutes: new CoinMinutes({ onClosed: silent, onUnknown: silent, onJoined: silent, onIdRestart: silent }),
  }),
  unfollow: silent,
  areFinal: () => true,
  use: () => undefined,
};

/** The parts of the task that every trade passes, between socket and stream. `onTicks` gets the number of ticks sent. */
export function wireTask(clock: Clock, onTicks: (count: number) => void, histories = NO_HISTORIES) {
  const counters = createCounters();
  const publisher = new Publisher({
    tickStream: {
      async put(records) {
        onTicks(records.length);
        return records.map(() => null);
      },
    },
    clock,
    log,
    counters,
    feed: 'binance',
    epoch: 1,
    flushIntervalMs: FLUSH_MS,
    exchangeNow: () => clock.now(),
    clockOffsetMs: () => 3,
    onDropped: () => refuse('a buffer was dropped'),
    viewOf: () => null,
    onAccepted: (symbol) => watch.onAccepted(symbol),
  });
  const watch: MarketWatch = new MarketWatch({
    feed: () => ({ want: silent, isSubscribed: () => true, rejectionOf: () => null }),
    catalogue: { listingState: () => 'watchable', isTraded: () => true, missed: silent },
    publisher,
    histories,
    unwatched: { report: () => refuse('trades were missed') },
    backFill: new BackFill({
      rest: {
        tradesPerPage: 1_000,
        budgetWaitMs: () => 0,
        fetchTrades: async () => refuse('the exchange was asked'),
        fetchNewestTrade: async () => refuse('the exchange was asked'),
      },
      clock,
      log,
      counters,
    }),
    bufferBudget: new BufferBudget(),
    times: new TradeTimes({
      // the tape is played faster than real time
      measured: () => clock.now() + DAY_MS,
      measuredAt: () => clock.elapsed(),
      measureAgain: () => refuse('a time was in doubt'),
      elapsed: () => clock.elapsed(),
    }),
    clock,
    exchangeNow: () => clock.now(),
    malformed: { quarantine: () => refuse('a frame could not be read') },
    counters,
    earlier: {},
    onPrice: silent,
    onState: silent,
    onIdRestart: () => refuse('ids restarted'),
    onAnotherCoin: () => {},
  });
  return { watch, publisher };
}

export interface HandClock extends Clock {
  pass(ms: number): void;
}

/** The benchmark moves this clock; its timers never fire. */
export function handClock(startMs: number): HandClock {
  let elapsed = 0;
  return {
    now: () => startMs + elapsed,
    elapsed: () => elapsed,
    after: () => silent,
    random: () => 0.5,
    pass(ms) {
      elapsed += ms;
    },
  };
}

/** Waits until the stream has answered, and what waited for that is sent too. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await Promise.resolve();
}

function refuse(message: string, fields?: unknown): never {
  throw new Error(`the benchmark expects nothing to go wrong, but: ${message} ${JSON.stringify(fields ?? '')}`);
}
