import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  deadlineKey,
  downKey,
  downReach,
  levelOfKey,
  numberFromSortable,
  seriesBounds,
  sortableNumber,
  upKey,
  upReach,
} from '../../../../domain/alert-index/index-keys.ts';
import { SERIES } from '../../../../domain/metrics/series.ts';

/** 1e-8 … 1e9 of either sign, whole numbers, percentages and neighbours that differ in the last bit. */
const level = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.double({ min: 1e-8, max: 1e-3, noNaN: true }),
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
);
const touch = fc.constantFrom('reached', 'passed') as fc.Arbitrary<'reached' | 'passed'>;

test('the text of a number sorts as the number does', () => {
  fc.assert(
    fc.property(level, level, (a, b) => {
      expect(sortableNumber(a) < sortableNumber(b)).toBe(a < b);
      expect(sortableNumber(a) === sortableNumber(b)).toBe(a === b);
    }),
    { numRuns: 5_000 },
  );
});

test('a number comes back from its text', () => {
  fc.assert(fc.property(level, (a) => numberFromSortable(sortableNumber(a)) === a));
});

test('a value reaches exactly the levels up that it touches', () => {
  fc.assert(
    fc.property(level, level, touch, fc.boolean(), (a, b, how, equal) => {
      const value = equal ? a : b;
      const touched = how === 'reached' ? value >= a : value > a;
      expect(upKey({ series: 'price', level: a, touch: how }) <= upReach('price', value)).toBe(touched);
    }),
    { numRuns: 5_000 },
  );
});

test('a value reaches exactly the levels down that it touches', () => {
  fc.assert(
    fc.property(level, level, touch, fc.boolean(), (a, b, how, equal) => {
      const value = equal ? a : b;
      const touched = how === 'reached' ? value <= a : value < a;
      expect(downKey({ series: 'price', level: a, touch: how }) >= downReach('price', value)).toBe(touched);
    }),
    { numRuns: 5_000 },
  );
});

test('the keys of a series lie between its bounds, and those of every other series outside them', () => {
  const series = fc.constantFrom(...SERIES);
  const edge = fc.oneof(level, fc.constant(Number.NEGATIVE_INFINITY));
  fc.assert(
    fc.property(series, series, edge, touch, (one, other, a, how) => {
      const { first, last } = seriesBounds(one);
      for (const key of [
        upKey({ series: other, level: a, touch: how }),
        downKey({ series: other, level: a, touch: how }),
      ]) {
        expect(first <= key && key <= last).toBe(one === other);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('an alert that waits for any value is touched by every value', () => {
  const any = upKey({ series: 'change-1h', level: Number.NEGATIVE_INFINITY, touch: 'reached' });
  fc.assert(fc.property(level, (a) => any <= upReach('change-1h', a)));
});

test('the level can be read from a key', () => {
  fc.assert(fc.property(level, touch, (a, how) => levelOfKey(upKey({ series: 'price', level: a, touch: how })) === a));
  expect(() => levelOfKey('00001767614400000')).toThrow('not a level key');
});

test('instants sort as text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9e12 }), fc.integer({ min: 0, max: 9e12 }), (a, b) => {
      expect(deadlineKey(a) < deadlineKey(b)).toBe(a < b);
    }),
  );
});
