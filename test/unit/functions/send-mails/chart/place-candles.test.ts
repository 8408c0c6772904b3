import { describe, expect, test } from 'vitest';
import type { Candle } from '../../../../../domain/market/candle.ts';
import { placeCandles } from '../../../../../functions/send-mails/chart/place-candles.ts';

const HOUR = 3_600_000;
const AT = Date.UTC(2026, 0, 5, 12);

/** `hoursAgo`: when the candle begins. */
function candle(hoursAgo: number, [low, close, high]: readonly [number, number, number], fields: Partial<Candle> = {}) {
  const prices = { open: `${close}`, high: `${high}`, low: `${low}`, close: `${close}` };
  return { start: AT - hoursAgo * HOUR, ...prices, volume: 1, quoteVolume: 1, trades: 1, ...fields };
}

describe('a day of candles', () => {
  const day = [candle(24, [90, 100, 110]), candle(12, [100, 150, 160]), candle(1, [120, 150, 200])];

  test('goes from the first candle to the fire, each close at the end of its candle', () => {
    const chart = placeCandles(day, { level: null, at: AT });
    expect(chart).toMatchObject({ from: AT - 24 * HOUR, to: AT, low: '90', high: '200', level: null });
    // the shortest distance between two is 11 h
    expect(chart?.points.map(({ x }) => x)).toEqual([11 / 24, 23 / 24, 1]);
  });

  test('is placed by price, with room above and below', () => {
    // 90 to 200 and 8 % of that on each side: 81.2 to 208.8
    const [first, second] = placeCandles(day, { level: 150, at: AT })?.points ?? [];
    expect(first?.y).toBeCloseTo((208.8 - 100) / 127.6, 10);
    expect(first?.top).toBeCloseTo((208.8 - 110) / 127.6, 10);
    expect(first?.bottom).toBeCloseTo((208.8 - 90) / 127.6, 10);
    expect(second?.y).toBeCloseTo(placeCandles(day, { level: 150, at: AT })?.level ?? Number.NaN, 10);
  });

  test('ends with the price of the fire, which no closed candle holds', () => {
    const chart = placeCandles(day, { level: null, at: AT + 60_000, price: '210.5' });
    expect(chart?.high).toBe('210.5');
    expect(chart?.points).toHaveLength(3); // the first candle began more than a day before this fire
    expect(chart?.points.at(-1)).toMatchObject({ x: 1, y: chart?.points.at(-1)?.top });
  });

  test.each([
    [364, true],
    [366, false],
    [-74, true],
    [-76, false],
  ])('shows a level of %d only when it is no more than 1.5 ranges away: %s', (level, isShown) => {
    expect(placeCandles(day, { level, at: AT })?.level !== null).toBe(isShown);
  });

  test('makes room for a level outside the prices', () => {
    const chart = placeCandles(day, { level: 300, at: AT });
    expect(chart?.level).toBeCloseTo(8.8 / (110 * 0.08 + 210 + 8.8), 10);
    for (const { top, bottom } of chart?.points ?? []) {
      expect(top).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(1);
    }
  });
});

test('minutes become points of five minutes that keep their wicks', () => {
  const minutes = Array.from({ length: 60 }, (_, i) => candle(1 - i / 60, [99, 100, i === 31 ? 140 : 101]));
  const chart = placeCandles(minutes, { level: null, at: AT });
  expect(chart?.points).toHaveLength(12);
  const highest = chart?.points.findIndex(({ top }) => top === Math.min(...(chart?.points ?? []).map((it) => it.top)));
  expect(highest).toBe(6);
  expect(chart?.high).toBe('140');
});

test.each([
  ['none', []],
  ['one', [candle(1, [1, 2, 3])]],
  ['two, in one of which nothing was traded', [candle(2, [1, 2, 3]), candle(1, [1, 2, 3], { trades: 0 })]],
  ['older than a day, or later than the fire', [candle(26, [1, 2, 3]), candle(25, [1, 2, 3]), candle(-1, [1, 2, 3])]],
])('with %s there is nothing to be seen', (_, candles) => {
  expect(placeCandles(candles, { level: null, at: AT })).toBeNull();
});

test('a price that does not move lies in the middle', () => {
  const chart = placeCandles([candle(2, [5, 5, 5]), candle(1, [5, 5, 5])], { level: 5, at: AT });
  expect(chart?.points.map(({ y }) => y)).toEqual([0.5, 0.5]);
  expect(chart?.level).toBe(0.5);
});

test('prices with many decimals stay as they were printed', () => {
  const tiny = (price: string, start: number) => ({
    ...candle(start, [1, 1, 1]),
    low: price,
    high: price,
    close: price,
  });
  const chart = placeCandles([tiny('0.00001230', 2), tiny('0.00001240', 1)], { level: null, at: AT });
  expect(chart).toMatchObject({ low: '0.00001230', high: '0.00001240' });
});
