import { describe, expect, test } from 'vitest';
import { METRICS, metricNamed, WINDOWED } from '../../../../../domain/metrics/metric.ts';
import { gridOf, shownMetrics, titleOf } from '../../../../../web/chart/drawing/chart-panes.ts';

const wishes = { interval: '1h', alerted: [], chosen: null } as const;

describe('the panes under a chart', () => {
  test('show the volatility that fits its candles, unless a person has chosen another metric', () => {
    expect(shownMetrics(wishes)).toEqual(['volatility-24h']);
    expect(shownMetrics({ ...wishes, chosen: 'volume-1h' })).toEqual(['volume-1h']);
    expect(shownMetrics({ ...wishes, chosen: 'a metric of a newer version' })).toEqual(['volatility-24h']);
  });

  test('show what alerts are on, and last the chosen one, three at most', () => {
    const alerted = ['price', 'change-1h', 'change-1h', 'volume-5m', 'change-24h'] as const;
    expect(shownMetrics({ ...wishes, alerted })).toEqual(['change-1h', 'volume-5m', 'change-24h']);
    expect(shownMetrics({ ...wishes, alerted, chosen: 'volume-1h' })).toEqual(['change-1h', 'volume-5m', 'volume-1h']);
  });

  test('can show any metric but the price, each with its own title', () => {
    for (const { name } of WINDOWED) expect(shownMetrics({ ...wishes, chosen: name })).toEqual([name]);
    expect(new Set(WINDOWED.map(({ name }) => titleOf(name))).size).toBe(WINDOWED.length);
    expect(titleOf('volatility-24h')).toBe('Volatility over 24h');
  });
});

describe('the grid of levels', () => {
  test.each([
    ['price', '65000', '0.01'],
    ['change-1h', '5', '0.01'],
    ['volume-1h', '1234567', '1000'],
    ['volume-1h', '42.5', '0.01'],
    ['volume-1h', '0', '0.01'],
  ] as const)('of %s near %s has the step %s', (metric, near, step) => {
    expect(gridOf(metric, { tickSize: '0.01', near }).step).toBe(step);
  });

  test('has no level below what the metric can be', () => {
    for (const name of METRICS) {
      const { least } = gridOf(name, { tickSize: '0.01', near: '5' });
      const { min } = metricNamed(name).range;
      expect([name, least === null || Number(least) >= min]).toEqual([name, true]);
    }
  });
});
