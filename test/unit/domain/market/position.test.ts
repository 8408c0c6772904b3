import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePositions, decodePosition, encodePosition } from '../../../../domain/market/position.ts';

const position = fc.record({
  tradeId: fc.integer({ min: 0, max: 2 ** 52 }),
  instant: fc.integer({ min: 0, max: 9e12 }),
});

test('an encoded position sorts as the position does, and comes back', () => {
  fc.assert(
    fc.property(position, position, (a, b) => {
      const order = comparePositions(a, b);
      expect(encodePosition(a) < encodePosition(b)).toBe(order < 0);
      expect(decodePosition(encodePosition(a))).toEqual(a);
    }),
  );
});

test('a time event comes after the trade it follows and before the next one, whatever the times are', () => {
  const trade = { tradeId: 7, instant: 1_000 };
  const event = { tradeId: 7, instant: 5_000 };
  const next = { tradeId: 8, instant: 900 };
  expect(comparePositions(trade, event)).toBeLessThan(0);
  expect(comparePositions(event, next)).toBeLessThan(0);
});

test('a text that is not a position is refused, and quoted', () => {
  expect(() => decodePosition('7-8')).toThrow('not a position: "7-8"');
});
