import pMap from 'p-map';
import type { FoldedInterval } from '../../adapters/dynamodb/market/candle-table.ts';
import type { Candle } from '../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import { foldCandles } from '../../domain/market/fold-candles.ts';
import type { Counters } from '../counters.ts';
import type { CandleStore, CoinHistory } from './coin-history.ts';
import { byStart, sorted } from './missing-minutes.ts';

const DAY_MS = INTERVAL_MS['1d'];

const MAX_WRITES_OF_PAST = 4;
const FOLDED_INTERVALS: readonly FoldedInterval[] = ['15m', '1h'];

export interface StoreDeps {
  readonly candleTable: CandleStore;
  readonly counters: Counters;
}

/** Stores an hour's minutes, which ascend. */
export async function storeHour(
  { candleTable, counters }: StoreDeps,
  coin: CoinHistory,
  { hour, candles }: { readonly hour: number; readonly candles: readonly Candle[] },
): Promise<void> {
  await coin.alone(() => candleTable.writeHour(coin.symbol, hour, candles));
  counters.candlePieces += 1;
}

/**
 * Stores what has grown of the coin's last hours. What is added while this waits for other writes of the coin is stored too.
 */
export function storeGrown(
  { candleTable, counters }: Pick<StoreDeps, 'counters'> & { readonly candleTable: Pick<CandleStore, 'writeHour'> },
  coin: CoinHistory,
): Promise<void> {
  return coin.alone(async () => {
    for (const piece of coin.pieces.unwritten()) {
      await candleTable.writeHour(coin.symbol, piece.hour, piece.candles);
      coin.pieces.written(piece);
      counters.candlePieces += 1;
    }
  });
}

/**
 * Stores a day that is over: its minutes, which ascend, its quarters of an hour, its hours, and its own candle. That one is written last: where it
 * is, the others are.
 */
export async function storeDay(
  { candleTable, counters }: StoreDeps,
  coin: CoinHistory,
  { day, minutes }: { readonly day: number; readonly minutes: readonly Candle[] },
): Promise<void> {
  const { symbol } = coin;
  if (minutes.length > 0) {
    await coin.alone(async () => {
      await candleTable.writeDay(symbol, day, minutes);
      for (const interval of FOLDED_INTERVALS)
        await candleTable.writeFolded(symbol, interval, day, foldCandles(minutes, INTERVAL_MS[interval]));
      await storeYear(candleTable, symbol, foldCandles(minutes, DAY_MS));
    });
    counters.candlePieces += 2 + FOLDED_INTERVALS.length;
  }
  coin.folded?.add(day);
  coin.pieces.letGoBefore(day + DAY_MS);
}

/** Stores days of longer candles, each ascending. */
export async function storePast(
  { candleTable, counters }: StoreDeps,
  coin: CoinHistory,
  { interval, days }: { readonly interval: FoldedInterval | '1d'; readonly days: readonly (readonly Candle[])[] },
): Promise<void> {
  const pieces = interval === '1d' ? byYear(days.flat()) : days;
  const write = (candles: readonly Candle[]) =>
    interval === '1d'
      ? storeYear(candleTable, coin.symbol, candles)
      : candleTable.writeFolded(coin.symbol, interval, intervalOf(candles[0]?.start ?? 0, DAY_MS), candles);
  await coin.alone(() => pMap(pieces, write, { concurrency: MAX_WRITES_OF_PAST }));
  counters.candlePieces += pieces.length;
}

function byYear(days: readonly Candle[]): Candle[][] {
  return [...Map.groupBy(days, ({ start }) => new Date(start).getUTCFullYear()).values()];
}

/** Writes the days of a year again, with these. */
async function storeYear(candleTable: CandleStore, symbol: string, days: readonly Candle[]): Promise<void> {
  const year = new Date(days[0]?.start ?? 0).getUTCFullYear();
  const stored = await candleTable.read(symbol, '1d', Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
  await candleTable.writeDays(symbol, year, sorted(byStart(days, stored).values()));
}
