import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalProblem } from '../../../../domain/market/decimal.ts';
import { levelFrom, nextLevelFrom, tickSizeOf } from '../../../../domain/rules/relative-level.ts';

test.each([
  ['64812.40000000', '0.01000000', '+5%', '68053.02'],
  ['64812.4', '0.01', '-2.5%', '63192.09'],
  ['64812.4', '0.01', '+1500', '66312.4'],
  ['64812.4', '0.01', '-1500.005', '63312.4'],
  ['0.1', '0.0000001', '+0.15%', '0.10015'],
  ['100.5', '1', '-0.1%', '100'],
  ['2.5', '1', '+0%', '3'],
  ['1000', '0.01', '-1500', '-500'],
  ['123456789012345678', '0.01', '+1%', '124700000000000000'],
])('from %s, in ticks of %s, %s is %s', (price, tickSize, relative, level) => {
  expect(levelFrom({ price, tickSize }, relative)).toBe(level);
});

test.each([
  ['100', '1', '+0.1%', '101'],
  ['100', '1', '-0.1%', '99'],
  ['100.5', '1', '-0.1%', '100'],
  ['100.5', '1', '+0.1%', '101'],
  ['106', '0.01', '+5%', '111.3'],
  ['0.00000003', '0.00000001', '-5%', '0.00000002'],
  ['0.00000001', '0.00000001', '-5%', null],
])(
  'the next level from %s, in ticks of %s, %s away, is %s: never where the price is',
  (price, tickSize, step, level) => {
    expect(nextLevelFrom({ price, tickSize }, step)).toBe(level);
  },
);

test('a price whose tick size nobody says is rounded to its own digits', () => {
  expect(['64812.40', '0.00010', '5', '5.00'].map(tickSizeOf)).toEqual(['0.1', '0.0001', '1', '1']);
});

const price = fc.tuple(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 0, max: 8 }));
const step = fc.tuple(fc.integer({ min: 10, max: 9_999 }), fc.boolean());

test('a level is the multiple of the tick size that is nearest, and the next one lies ahead of the price', () => {
  fc.assert(
    fc.property(price, step, fc.constantFrom(1, 5, 10, 25), ([units, places], [hundredths, rises], tick) => {
      // whole units of 10^-places, so that numbers stay exact
      const decimal = (n: number) =>
        `${Math.floor(n / 10 ** places)}.${String(n % 10 ** places).padStart(places, '0')}0`;
      const coin = { price: decimal(units), tickSize: decimal(tick) };
      const relative = `${rises ? '+' : '-'}${hundredths / 100}%`;
      const inUnits = (text: string) => Math.round(Number(text) * 10 ** places);
      const level = inUnits(levelFrom(coin, relative));
      expect(level % tick).toBe(0);
      // 10,000 times the distance, to stay among whole numbers
      const distance = Math.abs(level * 10_000 - units * (10_000 + (rises ? hundredths : -hundredths)));
      expect(distance).toBeLessThanOrEqual((tick * 10_000) / 2);
      const next = nextLevelFrom(coin, relative);
      if (next === null) {
        expect(rises).toBe(false);
        expect(level <= 0 || units <= tick).toBe(true);
        return;
      }
      expect(decimalProblem(next)).toBeNull();
      expect(Math.sign(inUnits(next) - units)).toBe(rises ? 1 : -1);
      if (Math.sign(level - units) === (rises ? 1 : -1) && level > 0) expect(inUnits(next)).toBe(level);
    }),
    { numRuns: 2_000 },
  );
});
