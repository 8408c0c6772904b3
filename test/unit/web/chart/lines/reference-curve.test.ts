import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WINDOWED } from '../../../../../domain/metrics/metric.ts';
import { curveOf } from '../../../../../web/chart/lines/reference-curve.ts';

const bar = (time: number, close: number) => ({ time, open: close, high: close, low: close, close, volume: 1 });
const drawn = WINDOWED.filter((it) => it.moves === 'by-reference').filter((it) => it.isDrawn);

describe('what a metric is measured from, over the candles', () => {
  test('is the price that gives its value at the close of each bar', () => {
    expect(drawn.length).toBeGreaterThan(30);
    const price = fc.double({ min: 0.001, max: 100_000, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...drawn),
        price,
        fc.double({ min: 0.2, max: 5, noNaN: true }),
        (metric, close, ratio) => {
          const reference = close * ratio;
          const [point] = curveOf(metric.name, [{ time: 60, value: metric.value(close, reference) }], [bar(60, close)]);
          expect((point?.price ?? 0) / reference).toBeCloseTo(1, 9);
        },
      ),
    );
  });

  test('has a hole where the value or the bar is not known', () => {
    const values = [
      { time: 60, value: 0 },
      { time: 120, value: null },
      { time: 180, value: 0 },
    ];
    expect(curveOf('sma-200-1d', values, [bar(60, 100), bar(120, 101), { time: 180 }])).toEqual([
      { time: 60, price: 100 },
      { time: 120, price: null },
    ]);
  });

  test('is not drawn for the price of an hour ago, nor for what has no price', () => {
    for (const metric of ['change-1h', 'rsi-14-1h', 'volume-1h'] as const) {
      expect(curveOf(metric, [{ time: 60, value: 1 }], [bar(60, 100)])).toEqual([]);
    }
  });
});
