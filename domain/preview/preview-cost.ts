import { type Metric, metricNamed } from '../metrics/metric.ts';

/** How many numbers the value of a metric is computed from, at each minute; 0 for one that is looked up. */
export function numbersRead(name: Metric): number {
  const metric = metricNamed(name);
  if (metric.moves !== 'at-minutes') return 0;
  const { returns = 0, volumes = 0, extremes = 0, candles = {} } = metric.reach(metric.minutes);
  return Math.max(returns, volumes, extremes, ...Object.values(candles));
}
