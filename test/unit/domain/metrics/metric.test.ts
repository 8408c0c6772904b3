import { expect, test } from 'vitest';
import { NO_CANDLES } from '../../../../domain/metrics/candle-reach.ts';
import { findMetric, LISTED, METRICS, metricNamed } from '../../../../domain/metrics/metric.ts';
import { candleReach, keptCandles, LISTED_REACH, LONGEST_REACH } from '../../../../domain/metrics/minute-values.ts';
import { findMetricOfSeries, metricOf, SERIES, seriesOf } from '../../../../domain/metrics/series.ts';

function onCandles(...kinds: string[]): Record<string, string[]> {
  return Object.fromEntries(kinds.map((kind) => [kind, ['15m', '1h', '4h', '1d']]));
}

test('the metrics have the names that stored alerts and ticks use', () => {
  const windowed = {
    change: ['5m', '15m', '1h', '4h', '24h', '7d'],
    volatility: ['1h', '24h', '7d', '30d'],
    volume: ['5m', '1h', '24h'],
    'volume-ratio': ['5m'],
    high: ['24h', '7d', '30d'],
    low: ['24h', '7d', '30d'],
    'below-high': ['24h', '7d', '30d'],
    'above-low': ['24h', '7d', '30d'],
    ...onCandles('rsi-14'),
    ...onCandles('sma-20', 'sma-50', 'sma-100', 'sma-200'),
    ...onCandles('ema-20', 'ema-50', 'ema-100', 'ema-200'),
    ...onCandles('bollinger-20'),
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
  expect([findMetric('rsi-9-1h'), findMetricOfSeries('rsi-9-1h'), findMetricOfSeries('volume-1h@close')]).toEqual([
    null,
    null,
    null,
  ]);
});

test('minutes and candles are needed for the longest window that is measured on them', () => {
  expect(candleReach(['price'])).toEqual({ minutes: 0, candles: NO_CANDLES });
  expect(candleReach(['price', 'volume-1h', 'volatility-24h', 'volatility-7d'])).toEqual({
    minutes: 1_440,
    candles: { ...NO_CANDLES, '1h': 168 },
  });
  expect(candleReach(['rsi-14-15m', 'ema-50-4h', 'sma-200-4h', 'bollinger-20-1d', 'high-30d'])).toEqual({
    minutes: 60,
    candles: { '15m': 141, '1h': 720, '4h': 500, '1d': 20 },
  });
  expect(LISTED_REACH).toEqual({ minutes: 10_080, candles: { ...NO_CANDLES, '1h': 720 } });
  expect(LONGEST_REACH).toEqual({ minutes: 10_080, candles: { '15m': 2_000, '1h': 2_000, '4h': 2_000, '1d': 2_000 } });
});

test('only what is shown with every coin is computed for coins without alerts', () => {
  expect(new Set(LISTED.map((name) => metricNamed(name).kind))).toEqual(new Set(['change', 'volatility', 'volume']));
  expect(keptCandles([])).toEqual({ ...NO_CANDLES, '1h': 725 });
});
