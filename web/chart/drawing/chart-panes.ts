import type { Candle } from '../../../domain/market/candle.ts';
import type { Metric, WindowedMetric } from '../../../domain/metrics/metric.ts';
import { metricNamed, WINDOWED } from '../../../domain/metrics/metric.ts';
import { titleOfMetric } from '../../parts/metric-words.ts';
import type { TickGrid } from '../lines/tick-grid.ts';
import { placesOf, priceGrid, stepLevel } from '../lines/tick-grid.ts';

/** What a pane shows: candles, their volume, or a metric. */
export type PaneKey = 'price' | 'volume' | WindowedMetric;

/** The scale of levels of a metric that is no price: as fine as people read it. */
const POINTS_STEP = '0.01';
const AMOUNT_DIGITS = 4;

/** The grid on which levels of the metric lie. `near`: a value of it; `tickSize` null: the exchange does not list the coin. */
export function gridOf(
  metric: Metric,
  { tickSize, near }: { readonly tickSize: string | null; readonly near: string },
): TickGrid {
  const { unit, range } = metricNamed(metric);
  if (unit.places === 'as-printed') return priceGrid(tickSize ?? stepOf(placesOf(near)));
  const step = unit.distance === 'points' ? POINTS_STEP : amountStep(Number(near), unit.places);
  const { min, isMinIncluded } = range;
  if (!Number.isFinite(min)) return { step, least: null };
  return { step, least: isMinIncluded ? `${min}` : stepLevel(`${min}`, 1, { step, least: null }) };
}

/** 10^-places */
function stepOf(places: number): string {
  return places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`;
}

/** A step that changes the fourth digit; at most so many places after the point. */
function amountStep(value: number, places: number): string {
  const magnitude = Math.floor(Math.log10(Math.max(value, 1)));
  const zeros = magnitude - AMOUNT_DIGITS + 1;
  return zeros < 0 ? stepOf(Math.min(-zeros, places)) : `1${'0'.repeat(zeros)}`;
}

/** `Volatility over 24h`, as the head of its pane. */
export function titleOf(pane: PaneKey): string {
  return pane === 'volume' ? 'Volume' : titleOfMetric(pane);
}

/** Metrics that fit the bars of an interval: an hour's swing says little of a day's bar. */
const VOLATILITY_OF = {
  '1m': 'volatility-1h',
  '5m': 'volatility-1h',
  '15m': 'volatility-1h',
  '1h': 'volatility-24h',
  '4h': 'volatility-7d',
  '1d': 'volatility-30d',
} as const;

const MAX_METRICS = 3;

/** What the pane under a chart shows by itself. */
export function usualMetric(interval: keyof typeof VOLATILITY_OF): WindowedMetric {
  return VOLATILITY_OF[interval];
}

export interface PaneWishes {
  readonly interval: keyof typeof VOLATILITY_OF;
  /** metrics on which the person has alerts */
  readonly alerted: readonly Metric[];
  /** the name of the metric that the person has chosen; null: none, or none yet */
  readonly chosen: string | null;
}

/** The metrics that have a pane: those on which the person has alerts and, last, the one that was chosen, or if there is room the usual one. */
export function shownMetrics({ interval, alerted, chosen }: PaneWishes): WindowedMetric[] {
  const wished = WINDOWED.find(({ name }) => name === chosen)?.name;
  const windowed = alerted.filter((metric): metric is WindowedMetric => metric !== 'price' && metric !== wished);
  if (wished) return [...new Set(windowed)].slice(0, MAX_METRICS - 1).concat(wished);
  return [...new Set([...windowed, usualMetric(interval)])].slice(0, MAX_METRICS);
}

/** Up or down within the bar. */
export function isUp({ open, close }: Pick<Candle, 'open' | 'close'>): boolean {
  return Number(close) >= Number(open);
}
