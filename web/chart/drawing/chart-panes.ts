import type { Candle } from '../../../domain/market/candle.ts';
import type { Metric, WindowedMetric } from '../../../domain/metrics/metric.ts';
import { metricNamed } from '../../../domain/metrics/metric.ts';
import type { TickGrid } from '../lines/tick-grid.ts';
import { placesOf, priceGrid, stepLevel } from '../lines/tick-grid.ts';

/** What a pane shows: candles, their volume, or a metric. */
export type PaneKey = 'price' | 'volume' | WindowedMetric;

/** The scale of levels of a metric that is no price: as fine as people read it. */
const PERCENT_STEP = '0.01';
const AMOUNT_DIGITS = 4;

/** The grid on which levels of the metric lie. `near`: a value of it; `tickSize` null: the exchange does not list the coin. */
export function gridOf(
  metric: Metric,
  { tickSize, near }: { readonly tickSize: string | null; readonly near: string },
): TickGrid {
  const { unit, range } = metricNamed(metric);
  if (unit.places === 'as-printed') return priceGrid(tickSize ?? stepOf(placesOf(near)));
  const step = unit.distance === 'points' ? PERCENT_STEP : amountStep(Number(near));
  const { min, isMinIncluded } = range;
  if (!Number.isFinite(min)) return { step, least: null };
  return { step, least: isMinIncluded ? `${min}` : stepLevel(`${min}`, 1, { step, least: null }) };
}

/** 10^-places */
function stepOf(places: number): string {
  return places === 0 ? '1' : `0.${'1'.padStart(places, '0')}`;
}

/** A step that changes the fourth digit. */
function amountStep(value: number): string {
  const magnitude = Math.floor(Math.log10(Math.max(value, 1)));
  return `1${'0'.repeat(Math.max(0, magnitude - AMOUNT_DIGITS + 1))}`;
}

/** `Volatility 24h`, as the head of its pane. */
export function titleOf(pane: PaneKey): string {
  if (pane === 'volume') return 'Volume';
  const definition = metricNamed(pane);
  const { kind } = definition;
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1).replaceAll('-', ' ')}`;
  return 'window' in definition ? `${title} ${definition.window}` : title;
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

/** The metrics that have a pane: volatility, and those on which the person has alerts. */
export function shownMetrics(interval: keyof typeof VOLATILITY_OF, alerted: readonly Metric[]): WindowedMetric[] {
  const windowed = alerted.filter((metric): metric is WindowedMetric => metric !== 'price');
  return [...new Set([...windowed, VOLATILITY_OF[interval]])].slice(0, MAX_METRICS);
}

/** Up or down within the bar. */
export function isUp({ open, close }: Pick<Candle, 'open' | 'close'>): boolean {
  return Number(close) >= Number(open);
}
