import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import type { Candle } from '../../../domain/market/candle.ts';
import type { Metric } from '../../../domain/metrics/metric.ts';
import {
  type IntervalSpan,
  type LongerCandles,
  longerBefore,
  minutesFrom,
} from '../../../domain/metrics/past-candles.ts';
import { readChart } from './closed-candles.ts';

type Candles = Pick<CandleTable, 'read' | 'firstAfter'>;

interface CoinAsked {
  readonly symbol: string;
  /** when trading began, ms; null when that is not known */
  readonly began: number | null;
  /** exchange clock, ms */
  readonly now: number;
}

export interface PastAsked extends CoinAsked {
  /** whose values are to be known from `from` on */
  readonly metrics: readonly Metric[];
  /** starts of minutes, ms; `to` is not included */
  readonly from: number;
  readonly to: number;
}

export interface PastCandles {
  /** of 1 minute, ascending: those of the time, and those before it that are needed */
  readonly candles: Candle[];
  readonly longer: LongerCandles;
}

/** What a walk over the minutes of a time needs: one read of minutes, and one of each longer interval up to the first of them. */
export async function readPastCandles(table: Candles, asked: PastAsked): Promise<PastCandles> {
  const { symbol, metrics, from, to, began } = asked;
  const candles = await table.read(symbol, '1m', minutesFrom(metrics, from), to);
  const begin = Math.max(from, began ?? 0);
  const first = candles.find(({ start }) => start >= begin)?.start ?? from;
  return { candles, longer: await readLonger(table, longerBefore(metrics, first), asked) };
}

/** Closed candles that metrics are computed from, one read for each span; each is of another interval. */
export async function readLonger(
  table: Candles,
  spans: readonly IntervalSpan[],
  { symbol, began, now }: CoinAsked,
): Promise<LongerCandles> {
  const found = spans.map(async ({ interval, from, to }) => {
    const span = { symbol, interval, from: Math.max(0, from), to, began };
    return [interval, await readChart(table, span, now)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
