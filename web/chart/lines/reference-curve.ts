import { metricNamed, type WindowedMetric } from '../../../domain/metrics/metric.ts';
import { type ChartPoint, isBar } from '../history/chart-points.ts';
import type { MetricPoint } from '../history/metric-history.ts';

export interface CurvePoint {
  /** s since 1970 */
  readonly time: number;
  /** a price; null: not known */
  readonly price: number | null;
}

/**
 * What a metric was measured from at the end of each bar, as prices: an average, a high. Empty for a metric of which nothing is drawn. The
 * value is that of the bar's close, and twice the reference makes twice the price.
 */
export function curveOf(
  name: WindowedMetric,
  values: readonly MetricPoint[],
  bars: readonly ChartPoint[],
): CurvePoint[] {
  const metric = metricNamed(name);
  if (metric.moves !== 'by-reference' || !metric.isDrawn) return [];
  const closes = new Map(bars.flatMap((bar) => (isBar(bar) ? [[bar.time, bar.close] as const] : [])));
  return values.flatMap(({ time, value }) => {
    const close = closes.get(time);
    if (close === undefined) return [];
    return [{ time, price: value === null ? null : close / metric.priceAt(value, 1) }];
  });
}
