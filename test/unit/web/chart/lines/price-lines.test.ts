import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS, metricNamed, type ReferenceMetric } from '../../../../../domain/metrics/metric.ts';
import { priceLinesOf, referencesOf } from '../../../../../web/chart/lines/price-lines.ts';

const level = { key: 'a//level', alertId: 'a', metric: 'change-1h', level: '5', name: null, status: 'active' } as const;

describe('a level of a metric that is measured from a price', () => {
  test('lies at the price at which it is met', () => {
    const [line] = priceLinesOf([level], new Map([['change-1h', '60000']]));
    expect(line).toMatchObject({ key: 'a//level/price', alertId: 'a', title: 'Change over 1h, 5%', status: 'active' });
    expect(line?.price).toBeCloseTo(63_000, 6);
  });

  test('is called after what it is measured from where it is 0', () => {
    const [line] = priceLinesOf([{ ...level, metric: 'sma-200-1d', level: '0' }], new Map([['sma-200-1d', '60000']]));
    expect(line).toMatchObject({ title: '200-day average', price: 60_000 });
  });

  test('is said by how far above that it lies, or below', () => {
    const titleOf = (metric: ReferenceMetric, text: string) =>
      priceLinesOf([{ ...level, metric, level: text }], new Map([[metric, '60000']]))[0]?.title;
    expect(titleOf('sma-20-1h', '2.5')).toBe('20-hour average +2.5%');
    expect(titleOf('ema-50-1d', '-4')).toBe('50-day exponential average −4%');
    expect(titleOf('below-high-24h', '10')).toBe('24-hour high −10%');
    expect(titleOf('below-high-24h', '-1')).toBe('24-hour high +1%');
  });

  test('is met there by the same rule that judges trades', () => {
    const metrics = METRICS.map(metricNamed).filter((it) => it.moves === 'by-reference');
    expect(metrics.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.constantFrom(...metrics), fc.double({ min: -90, max: 90, noNaN: true }), (metric, value) => {
        expect(metric.value(metric.priceAt(value, 64_000.5), 64_000.5)).toBeCloseTo(value, 6);
      }),
    );
  });

  test('has no line while its reference is not known, and where no price can meet it', () => {
    expect(priceLinesOf([level], new Map())).toEqual([]);
    expect(priceLinesOf([{ ...level, level: '-100' }], new Map([['change-1h', '60000']]))).toEqual([]);
  });

  test('is the only kind that has one', () => {
    expect(referencesOf(['price', 'change-1h', 'volume-1h', 'change-1h'])).toEqual(['change-1h']);
  });
});
