import { INTERVAL_MS } from '../market/candle-interval.ts';
import { lengthOf } from '../market/chart-interval.ts';

/** The candles that metrics are computed from. They are aligned to UTC, and only closed ones count. */
export const METRIC_INTERVALS = ['15m', '1h', '4h', '1d'] as const;
export type MetricInterval = (typeof METRIC_INTERVALS)[number];

/** How many candles of each interval are needed; 0: none. */
export type CandleCounts = Readonly<Record<MetricInterval, number>>;

export const NO_CANDLES: CandleCounts = { '15m': 0, '1h': 0, '4h': 0, '1d': 0 };

/** How many candles before a minute its values need: of 1 minute, and closed ones of each other interval. */
export interface CandleReach {
  readonly minutes: number;
  readonly candles: CandleCounts;
}

/** Length of a candle in minutes. */
export function minutesOf(interval: MetricInterval): number {
  return lengthOf(interval) / INTERVAL_MS['1m'];
}

/** The larger count of each interval. */
export function longestOf(a: CandleCounts, b: Partial<CandleCounts>): CandleCounts {
  return countsOf((interval) => Math.max(a[interval], b[interval] ?? 0));
}

export function countsOf(count: (interval: MetricInterval) => number): CandleCounts {
  return { '15m': count('15m'), '1h': count('1h'), '4h': count('4h'), '1d': count('1d') };
}
