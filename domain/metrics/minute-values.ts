import { HOUR_MINUTES } from '../market/candle-interval.ts';
import { MINUTE_MS } from '../market/tick.ts';
import {
  type Metric,
  type MinuteMetric,
  metricNamed,
  type ReferenceMetric,
  WINDOWED,
  type WindowedDefinition,
  type WindowedMetric,
} from './metric.ts';
import type { MetricWindow } from './metric-family.ts';
import { type HistoryLengths, MinuteHistory } from './minute-history.ts';

/** The values that hold during a minute; null = unknown, or not asked for. */
export interface MinuteValues {
  /** the price that a metric is measured from, a decimal string */
  readonly refs: Readonly<Record<ReferenceMetric, string | null>>;
  /** in the unit of the metric */
  readonly measures: Readonly<Record<MinuteMetric, number | null>>;
}

/** Up to so long before the minute after the newest one closed, values can be computed in full. */
export const LOOK_BACK_MINUTES = 240;

/** How far before a minute its values need 1-minute candles, and 1-hour candles; both in minutes. */
export interface CandleReach {
  readonly minutes: number;
  readonly hours: number;
}

const NO_REACH: CandleReach = { minutes: 0, hours: 0 };

/** The furthest of all metrics. */
export const LONGEST_REACH: CandleReach = candleReach(WINDOWED.map(({ name }) => name));

export function candleReach(metrics: readonly Metric[]): CandleReach {
  return metrics.map(metricNamed).reduce((longest, metric) => {
    if (metric.moves === 'with-price') return longest;
    const { closes = 0, returns = 0, volumes = 0, hours = 0 } = metric.reach(metric.minutes);
    return {
      minutes: Math.max(longest.minutes, closes, returns, volumes),
      hours: Math.max(longest.hours, hours),
    };
  }, NO_REACH);
}

const HISTORY_LENGTHS: HistoryLengths = {
  minutes: LONGEST_REACH.minutes + LOOK_BACK_MINUTES + HOUR_MINUTES,
  returns: longest('returns') + LOOK_BACK_MINUTES,
  volumes: longest('volumes') + LOOK_BACK_MINUTES,
  hours: (LONGEST_REACH.hours + LOOK_BACK_MINUTES) / HOUR_MINUTES + 1,
};

function longest(kept: 'returns' | 'volumes'): number {
  return Math.max(0, ...WINDOWED.map(({ reach, minutes }) => reach(minutes)[kept] ?? 0));
}

/**
 * An empty history that keeps what the metrics need; of `pastMinutes` more for a walk over so many, which is faster where the
 * numbers of a window lie side by side.
 */
export function newHistory(pastMinutes = 0): MinuteHistory {
  const { minutes, returns, volumes, hours } = HISTORY_LENGTHS;
  return new MinuteHistory({
    minutes: minutes + pastMinutes,
    returns: returns + pastMinutes,
    volumes: volumes + pastMinutes,
    hours,
  });
}

/**
 * The values that hold during `minute` (its start, ms), normally `history.next`. Up to LOOK_BACK_MINUTES before it they
 * are complete as well; after it those are null that need a minute not closed yet. `wanted`: null for all metrics.
 */
export function valuesAt(
  history: MinuteHistory,
  minute: number,
  wanted: ReadonlySet<Metric> | null = null,
): MinuteValues {
  const refs = { ...UNKNOWN.refs };
  const measures = { ...UNKNOWN.measures };
  for (const metric of WINDOWED) {
    if (wanted !== null && !wanted.has(metric.name)) continue;
    const window = windowOf(metric, history, minute);
    if (metric.moves === 'by-reference') refs[metric.name] = metric.reference(window);
    else measures[metric.name] = metric.value(window);
  }
  return { refs, measures };
}

/** Copied for each minute, which is much faster than to add the names one by one. */
const UNKNOWN = unknownValues();

function unknownValues(): MinuteValues {
  const namesOf = (moves: WindowedDefinition['moves']) =>
    WINDOWED.filter((it) => it.moves === moves).map(({ name }) => [name, null]);
  const [refs, measures] = [namesOf('by-reference'), namesOf('at-minutes')].map((names) => Object.fromEntries(names));
  // each metric is in the one or the other; the type can't say so
  return { refs, measures } as MinuteValues;
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
