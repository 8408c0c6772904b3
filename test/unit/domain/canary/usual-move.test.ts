import fc from 'fast-check';
import { expect, test } from 'vitest';
import { usualMove } from '../../../../domain/canary/usual-move.ts';
import type { Candle } from '../../../../domain/market/candle.ts';

const MINUTE = 60_000;

function candle(minute: number, prices: readonly number[]): Candle {
  return {
    ...{ start: minute * MINUTE, open: String(prices[0]), close: String(prices.at(-1)) },
    ...{ high: String(Math.max(...prices)), low: String(Math.min(...prices)) },
    ...{ volume: 1, quoteVolume: 1, trades: prices.length },
  };
}

const anyMinutes = fc.array(fc.array(fc.integer({ min: 9_000, max: 11_000 }), { minLength: 1, maxLength: 4 }), {
  minLength: 40,
  maxLength: 60,
});

test('half of the ten-minute spans go further, and half do not', () => {
  fc.assert(
    fc.property(anyMinutes, fc.nat(39), (minutes, gap) => {
      // one minute is missing: no span may reach over it
      const candles = minutes.map((prices, minute) => candle(minute, prices)).filter((_, minute) => minute !== gap);
      const moves: number[] = [];
      for (let first = 0; first + 10 <= minutes.length; first += 1) {
        if (first <= gap && gap < first + 10) continue;
        const prices = minutes.slice(first, first + 10).flat();
        const open = prices[0] ?? Number.NaN;
        moves.push(Math.max(...prices.map((price) => Math.abs(price / open - 1))));
      }
      const move = usualMove(candles);
      if (moves.length < 20) return expect(move).toBe(0.002);
      if (move === 0.0002) return expect(moves.filter((it) => it <= 0.0002).length).toBeGreaterThan(moves.length / 2);
      const further = moves.filter((it) => it > move + 1e-12).length;
      const nearer = moves.filter((it) => it < move - 1e-12).length;
      expect(Math.max(further, nearer)).toBeLessThanOrEqual(moves.length / 2);
    }),
  );
});

test('without a history it is 0.2 %, and of a price that stands still not less than the spread', () => {
  expect(usualMove([])).toBe(0.002);
  expect(usualMove(Array.from({ length: 40 }, (_, minute) => candle(minute, [100])))).toBe(0.0002);
});
