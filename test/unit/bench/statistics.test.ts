import { expect, test } from 'vitest';
import { median, medianRatio, quantile, relativeSpread } from '../../../bench/statistics.ts';

test('the median is the middle value, whatever the order, or half way between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([10, 1, 2, 4])).toBe(3);
  expect(median([100, 2])).toBe(51); // as numbers, not as text
});

test('a quantile lies between two values in proportion', () => {
  expect(quantile([0, 10, 20, 30, 40], 0.25)).toBe(10);
  expect(quantile([0, 10], 0.75)).toBe(7.5);
});

test('one slow round moves neither the median nor the spread much', () => {
  expect(median([10, 10, 10, 10, 1_000])).toBe(10);
  expect(relativeSpread([10, 10, 10, 10, 1_000])).toBe(0);
  expect(relativeSpread([8, 9, 10, 11, 12])).toBeCloseTo(0.1);
});

test('a ratio is taken round by round: slow rounds that affect both do not count', () => {
  expect(medianRatio([20, 200, 2_000], [10, 100, 1_000])).toBe(2);
  expect(() => medianRatio([1], [1, 2])).toThrow(RangeError);
});

test('no values have no median', () => {
  expect(() => median([])).toThrow(RangeError);
});
