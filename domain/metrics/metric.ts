/** Windows of whole minutes of exchange time, by the name of the metric. */
export const WINDOW_MINUTES = {
  'change-5m': 5,
  'change-15m': 15,
  'change-1h': 60,
  'change-4h': 240,
  'change-24h': 1_440,
  'change-7d': 10_080,
  'volatility-1h': 60,
  'volatility-24h': 1_440,
  'volatility-7d': 10_080,
  'volatility-30d': 43_200,
  'volume-5m': 5,
  'volume-1h': 60,
  'volume-24h': 1_440,
} as const;
export type WindowedMetric = keyof typeof WINDOW_MINUTES;

/** `change-1h`: percent; `volatility-24h`: percent a year; `volume-1h`: quote currency; `price`: quote currency. */
export type Metric = 'price' | WindowedMetric;
export type ChangeMetric = Extract<WindowedMetric, `change-${string}`>;
/** A metric that stands still within a minute. */
export type MeasureMetric = Exclude<WindowedMetric, ChangeMetric>;

const WINDOWED = Object.keys(WINDOW_MINUTES) as WindowedMetric[];
export const METRICS: readonly Metric[] = ['price', ...WINDOWED];
export const CHANGE_METRICS: readonly ChangeMetric[] = WINDOWED.filter(isChange);
export const MEASURE_METRICS: readonly MeasureMetric[] = WINDOWED.filter(isMeasure);

export type Confirm = 'trade' | 'minute-close';

/**
 * A metric as alerts judge it: at every event (`price`), or at minute closes only (`price@close`). Volatility and volume
 * move at minute boundaries anyway, so they have one series each. The book's levels are sorted within a series.
 */
export type Series = Metric | `${'price' | ChangeMetric}@close`;

const AT_CLOSE = '@close';

export const SERIES: readonly Series[] = [
  ...METRICS,
  ...(['price', ...CHANGE_METRICS] as const).map((metric) => `${metric}${AT_CLOSE}` as const),
];

export function isChange(metric: Metric): metric is ChangeMetric {
  return metric.startsWith('change-');
}

export function isMeasure(metric: Metric): metric is MeasureMetric {
  return metric !== 'price' && !isChange(metric);
}

/** A percentage of a price, or of it a year: the difference of two values is in percentage points. */
export function isPercentage(metric: Metric): boolean {
  return isChange(metric) || metric.startsWith('volatility-');
}

export function seriesOf(metric: Metric, confirm: Confirm): Series {
  return confirm === 'minute-close' && !isMeasure(metric) ? `${metric}${AT_CLOSE}` : metric;
}

export function metricOf(series: Series): Metric {
  return (series.endsWith(AT_CLOSE) ? series.slice(0, -AT_CLOSE.length) : series) as Metric;
}

/** Its value can be new at any trade; that of every other series only at a minute boundary. */
export function movesWithTrades(series: Series): boolean {
  return series === 'price' || (series.startsWith('change-') && !series.endsWith(AT_CLOSE));
}

/** Percent. `price` and `ref` > 0. */
export function changePercent(price: number, ref: number): number {
  return 100 * (price / ref - 1);
}
