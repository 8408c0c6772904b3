import type { Candle } from '../market/candle.ts';
import { intervalOf } from '../market/candle-interval.ts';
import { lengthOf } from '../market/chart-interval.ts';
import { MINUTE_MS } from '../market/tick.ts';
import { METRIC_INTERVALS, type MetricInterval } from './candle-reach.ts';
import type { Metric } from './metric.ts';
import type { MinuteHistory } from './minute-history.ts';
import { candleReach, newHistory } from './minute-values.ts';

/** Closed candles of the longer intervals that metrics need, each ascending. */
export type LongerCandles = Readonly<Partial<Record<MetricInterval, readonly Candle[]>>>;

/** Which candles of an interval: from `from` up to, not including, `to`; ms. */
export interface IntervalSpan {
  readonly interval: MetricInterval;
  readonly from: number;
  readonly to: number;
}

/**
 * The first minute (its start, ms) that the values of these metrics at the minute `from` need, and `from` itself where they need
 * none. A longer candle that is open then closes with its last minute: it is made of its minutes.
 */
export function minutesFrom(metrics: readonly Metric[], from: number): number {
  const { minutes } = candleReach(metrics);
  const opens = longerBefore(metrics, from).map(({ to }) => to);
  return Math.min(from, ...opens, minutes > 0 ? from - (minutes + 1) * MINUTE_MS : from);
}

/** The longer candles, closed by the minute `from`, that their values need then. */
export function longerBefore(metrics: readonly Metric[], from: number): IntervalSpan[] {
  const { candles } = candleReach(metrics);
  return METRIC_INTERVALS.filter((interval) => candles[interval] > 0).map((interval) => {
    const length = lengthOf(interval);
    const to = intervalOf(from, length);
    return { interval, from: to - candles[interval] * length, to };
  });
}

export interface HistoryBefore {
  readonly metrics: readonly Metric[];
  /** start of a minute, ms */
  readonly from: number;
  /** up to where the history will go on, ms */
  readonly to: number;
  /** of 1 minute, ascending, from `minutesFrom` on; those from `from` on are left out */
  readonly candles: readonly Candle[];
  readonly longer: LongerCandles;
  /** since when the coin is traded under its name, ms: earlier candles are of another one; 0: that is not known */
  readonly began: number;
}

/** What is known at `from`. */
export function historyBefore({ metrics, from, to, candles, longer, began }: HistoryBefore): MinuteHistory {
  const history = newHistory({ metrics, pastMinutes: (to - from) / MINUTE_MS });
  if (began > 0) history.beganAt(began);
  for (const interval of METRIC_INTERVALS) history.loadCandles(interval, longer[interval] ?? []);
  history.load(candles.filter(({ start }) => start < from));
  return history;
}
