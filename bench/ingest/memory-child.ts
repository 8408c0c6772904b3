import * as clients from '../../adapters/clients.ts';
import type { Candle } from '../../domain/market/candle.ts';
import { INTERVAL_MS } from '../../domain/market/candle-interval.ts';
import { lengthOf } from '../../domain/market/chart-interval.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import { METRIC_INTERVALS } from '../../domain/metrics/candle-reach.ts';
import { isWindowed, METRICS, type Metric } from '../../domain/metrics/metric.ts';
import { createCounters } from '../../ingest-task/counters.ts';
import { readFrame } from '../../ingest-task/exchanges/binance/read-frame.ts';
import { WINDOW_DAYS } from '../../ingest-task/history/coin-fill.ts';
import { CoinHistory } from '../../ingest-task/history/coin-history.ts';
import { startIngest } from '../../ingest-task/run/start-ingest.ts';
import { makeFrames } from './frames.ts';
import { FLUSH_MS, handClock, settled, wireTask } from './task-parts.ts';

/**
 * A child process that follows many coins with full windows and publishes minutes of their trades. It reports its resident bytes. It
 * loads everything that the task loads.
 */
export interface MemoryRequest {
  readonly coins: number;
  readonly minutes: number;
  readonly tradesPerSecond: number;
  /** which metrics the alerts of each coin use: some that every coin needs anyway, or every one that there is */
  readonly uses: 'some' | 'every';
}

export interface MemoryAnswer {
  readonly residentBytes: number;
  readonly trades: number;
  readonly ticks: number;
}

const START_MS = minuteOf(Date.UTC(2026, 0, 5, 12));
const loaded = [clients, startIngest];

const SOME: readonly Metric[] = ['price', 'change-24h', 'volatility-30d', 'volume-24h'];

async function measure({ coins, minutes, tradesPerSecond, uses }: MemoryRequest): Promise<MemoryAnswer> {
  if (loaded.length === 0) throw new Error('nothing is loaded');
  const clock = handClock(START_MS);
  const metrics = uses === 'every' ? METRICS : SOME;
  let ticks = 0;
  const { watch, publisher } = wireTask(
    clock,
    (count) => {
      ticks += count;
    },
    {
      follow: (symbol) => ({ minutes: fullHistory(symbol, metrics) }),
      areFinal: () => true,
      unfollow: () => undefined,
      use: () => undefined,
    },
  );
  const symbols = Array.from({ length: coins }, (_, index) => `COIN${index}USDT`);
  for (const symbol of symbols)
    watch.follow({ symbol, wanted: true, book: { version: 1, metrics: [...metrics], shards: 1 } });
  watch.onSubscribed(symbols);
  let trades = 0;
  for (let flush = 0; flush < (minutes * MINUTE_MS) / FLUSH_MS; flush += 1) {
    clock.pass(FLUSH_MS);
    for (let i = 0; i < (tradesPerSecond * FLUSH_MS) / 1_000; i += 1) {
      const id = Math.floor(trades / coins) + 1;
      const trade = { id, time: clock.now(), price: String(100 + (trades % 7)), quantity: '0.5' };
      const [text = ''] = makeFrames([trade], symbols[trades % coins] ?? '');
      const frame = readFrame(text);
      if (frame.kind === 'trade') watch.onTrade(frame.symbol, frame.trade, clock.now());
      trades += 1;
    }
    if (flush % 4 === 0) watch.onHeartbeat(clock.now(), symbols);
    publisher.flush();
    await settled();
  }
  return { residentBytes: process.memoryUsage().rss, trades, ticks };
}

function fullHistory(symbol: string, metrics: readonly Metric[]) {
  const silent = () => undefined;
  const history = new CoinHistory({
    symbol,
    counters: createCounters(),
    onUnknown: silent,
    onJoined: silent,
    onLost: silent,
    onIdRestart: silent,
  });
  history.minutes.beginAt(START_MS);
  // a day at a time, as they are fetched
  for (let days = 0; days < WINDOW_DAYS; days += 1) {
    history.minutes.load(candlesUpTo(START_MS - days * INTERVAL_MS['1d'], INTERVAL_MS['1m'], 1));
  }
  history.minutes.use(metrics.filter(isWindowed));
  for (const interval of METRIC_INTERVALS) {
    const days = (history.minutes.keptCandles(interval) * lengthOf(interval)) / INTERVAL_MS['1d'];
    history.minutes.loadCandles(interval, candlesUpTo(START_MS, lengthOf(interval), Math.ceil(days)));
  }
  return history.minutes;
}

function* candlesUpTo(end: number, intervalMs: number, days: number): Generator<Candle> {
  for (let start = end - days * INTERVAL_MS['1d']; start < end; start += intervalMs) {
    const close = String(100 + ((start / intervalMs) % 11));
    yield { start, open: close, high: close, low: close, close, volume: 12, quoteVolume: 1_200, trades: 9 };
  }
}

process.once('message', (request: MemoryRequest) => {
  measure(request).then(
    (answer) => process.send?.(answer, () => process.exit(0)),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
