import { HOUR_MINUTES } from '../market/candle-interval.ts';
import { MINUTE_MS } from '../market/tick.ts';
import {
  type CandleCounts,
  type CandleReach,
  countsOf,
  longestOf,
  type MetricInterval,
  minutesOf,
  NO_CANDLES,
} from './candle-reach.ts';
import {
  LISTED,
  type Metric,
  type MinuteMetric,
  metricNamed,
  type ReferenceMetric,
  WINDOWED,
  type WindowedDefinition,
  type WindowedMetric,
} from './metric.ts';
import type { MetricWindow } from './metric-family.ts';
import { MinuteHistory } from './minute-history.ts';

/** The values that hold during a minute; null: unknown, left out: not asked for. */
export interface MinuteValues {
  /** the price that a metric is measured from, a decimal string */
  readonly refs: Readonly<Partial<Record<ReferenceMetric, string | null>>>;
  /** in the unit of the metric */
  readonly measures: Readonly<Partial<Record<MinuteMetric, number | null>>>;
}

/** Up to so long before the minute after the newest one closed, values can be computed in full. */
export const LOOK_BACK_MINUTES = 240;

const NO_REACH: CandleReach = { minutes: 0, candles: NO_CANDLES };

/** The furthest of all metrics. */
export const LONGEST_REACH: CandleReach = candleReach(WINDOWED.map(({ name }) => name));
/** The furthest of the metrics that are shown with every coin. */
export const LISTED_REACH: CandleReach = candleReach(LISTED);

/** How much before a minute the values of these metrics need. */
export function candleReach(metrics: readonly Metric[]): CandleReach {
  return metrics.map(metricNamed).reduce((longest, metric) => {
    if (metric.moves === 'with-price') return longest;
    const { closes = 0, returns = 0, volumes = 0, extremes = 0, candles = {} } = metric.reach(metric.minutes);
    return {
      minutes: Math.max(longest.minutes, closes, returns, volumes, extremes),
      candles: longestOf(longest.candles, candles),
    };
  }, NO_REACH);
}

/** How many candles of each interval a history must keep for these metrics (`MinuteHistory.keep`), and for those of every coin. */
export function keptCandles(metrics: readonly Metric[]): CandleCounts {
  const { candles } = candleReach([...LISTED, ...metrics]);
  return countsOf((interval) => (candles[interval] === 0 ? 0 : candles[interval] + lookBackCandles(interval)));
}

/** The open one is not kept: one more than those that close within the look-back may begin before it. */
function lookBackCandles(interval: MetricInterval): number {
  return Math.ceil(LOOK_BACK_MINUTES / minutesOf(interval)) + 1;
}

const HISTORY_LENGTHS = {
  closes: LONGEST_REACH.minutes + LOOK_BACK_MINUTES + HOUR_MINUTES,
  returns: longest('returns') + LOOK_BACK_MINUTES,
  volumes: longest('volumes') + LOOK_BACK_MINUTES,
  // a whole hour more: an hour's highest and lowest are made of its minutes
  extremes: longest('extremes') + LOOK_BACK_MINUTES + HOUR_MINUTES,
};

function longest(kept: 'returns' | 'volumes' | 'extremes'): number {
  return Math.max(0, ...WINDOWED.map(({ reach, minutes }) => reach(minutes)[kept] ?? 0));
}

export interface HistoryOptions {
  /** besides those that are shown with every coin: what they need of candles is kept from the start on */
  readonly metrics?: readonly Metric[];
  /** so many minutes more, for a walk over them: it is faster where the numbers of a window lie side by side */
  readonly pastMinutes?: number;
}

/** An empty history that keeps what the metrics need. */
export function newHistory({ metrics = [], pastMinutes = 0 }: HistoryOptions = {}): MinuteHistory {
  const { closes, returns, volumes, extremes } = HISTORY_LENGTHS;
  return new MinuteHistory({
    closes: closes + pastMinutes,
    returns: returns + pastMinutes,
    volumes: volumes + pastMinutes,
    extremes: extremes + pastMinutes,
    candles: keptCandles(metrics),
  });
}

/**
 * The values of `wanted` that hold during `minute` (its start, ms), normally `history.next`. Up to LOOK_BACK_MINUTES before it
 * they are complete as well; after it those are null that need a minute not closed yet.
 */
export function valuesAt(history: MinuteHistory, minute: number, wanted: Iterable<Metric>): MinuteValues {
  const refs: Partial<Record<ReferenceMetric, string | null>> = {};
  const measures: Partial<Record<MinuteMetric, number | null>> = {};
  for (const name of wanted) {
    const metric = metricNamed(name);
    if (metric.moves === 'by-reference') refs[metric.name] = metric.reference(windowOf(metric, history, minute));
    if (metric.moves === 'at-minutes') measures[metric.name] = metric.value(windowOf(metric, history, minute));
  }
  return { refs, measures };
}

/** From which minute on (its start, ms) the metric can be known of a coin whose trading began in the minute that holds `began`. */
export function knownFrom({ knownFrom: first, minutes }: WindowedDefinition, began: number): number {
  return first(Math.floor(began / MINUTE_MS), minutes) * MINUTE_MS;
}

/**
 * Whether the values of these metrics during `minute` (its start, ms) are final. A value may be known before: the first part
 * of a volatility's window may be missing.
 */
export function areFinal(history: MinuteHistory, minute: number, metrics: Iterable<WindowedMetric>): boolean {
  for (const name of metrics) {
    const metric = metricNamed(name);
    if (metric.moves !== 'with-price' && !metric.isFinal(windowOf(metric, history, minute))) return false;
  }
  return true;
}

function windowOf({ minutes }: WindowedDefinition, history: MinuteHistory, minute: number): MetricWindow {
  return { history, end: Math.floor(minute / MINUTE_MS), minutes };
}
