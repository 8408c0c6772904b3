import { METRIC_INTERVALS, minutesOf } from '../metrics/candle-reach.ts';
import { type Metric, metricNamed } from '../metrics/metric.ts';

/**
 * How many numbers the value of a metric is computed from, for each minute; 0 for one that is looked up. What is computed from closed
 * candles is computed once for each of these.
 */
export function numbersRead(name: Metric): number {
  const metric = metricNamed(name);
  if (metric.moves === 'with-price') return 0;
  const { returns = 0, volumes = 0, extremes = 0, candles = {} } = metric.reach(metric.minutes);
  const ofCandles = METRIC_INTERVALS.map((interval) => (candles[interval] ?? 0) / minutesOf(interval));
  return Math.ceil(Math.max(returns, volumes, extremes, ...ofCandles));
}
