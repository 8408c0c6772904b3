import { expect, test } from 'vitest';
import { findMetric, METRICS, metricNamed } from '../../../../domain/metrics/metric.ts';
import { candleReach, LONGEST_REACH } from '../../../../domain/metrics/minute-values.ts';
import { findMetricOfSeries, metricOf, SERIES, seriesOf } from '../../../../domain/metrics/series.ts';

test('the metrics have the names that stored alerts and ticks use', () => {
  const windowed = {
    change: ['5m', '15m', '1h', '4h', '24h', '7d'],
    volatility: ['1h', '24h', '7d', '30d'],
    volume: ['5m', '1h', '24h'],
  };
  const names = Object.entries(windowed).flatMap(([kind, windows]) => windows.map((window) => `${kind}-${window}`));
  expect(METRICS).toEqual(['price', ...names]);
});

test('a metric that moves with trades has a series of its minute closes too', () => {
  const closes = METRICS.filter((name) => metricNamed(name).moves !== 'at-minutes').map((name) => `${name}@close`);
  expect(SERIES).toEqual([...METRICS, ...closes]);
  expect([seriesOf('change-1h', 'minute-close'), seriesOf('volume-1h', 'minute-close')]).toEqual([
    'change-1h@close',
    'volume-1h',
  ]);
  for (const series of SERIES) expect(metricOf(series)).toBe(series.split('@')[0]);
});

test('a name of another version is not found', () => {
  expect([findMetric('rsi-14-1h'), findMetricOfSeries('rsi-14-1h'), findMetricOfSeries('volume-1h@close')]).toEqual([
    null,
    null,
    null,
  ]);
});

test('candles are needed for the longest window that is measured on them', () => {
  expect(candleReach(['price'])).toEqual({ minutes: 0, hours: 0 });
  expect(candleReach(['price', 'volume-1h', 'volatility-24h', 'volatility-7d'])).toEqual({
    minutes: 1_440,
    hours: 10_080,
  });
  expect(LONGEST_REACH).toEqual({ minutes: 10_080, hours: 43_200 });
});
