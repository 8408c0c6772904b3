import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatChange, formatPrice, placesOf } from '../../../../web/format/format-number.ts';

/** Digits of any length: more than a double holds. */
const decimals = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 24n }), fc.nat(18), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
  .map(([whole, places, part]) =>
    places === 0 ? `${whole}` : `${whole}.${`${part}`.padStart(18, '0').slice(0, places)}`,
  );

test('a price is shown with every digit that it has, whatever a double would make of it', () => {
  fc.assert(
    fc.property(decimals, (price) => {
      const shown = formatPrice(price, null).replaceAll(/[^\d.]/g, '');
      const trimmed = price.includes('.') ? price.replace(/\.?0+$/, '') : price;
      expect(shown).toBe(trimmed);
    }),
  );
});

test.each([
  ['63588.1', '0.01', '63,588.10'],
  ['0.00000123', '0.00000001', '0.00000123'],
  ['5', '1', '5'],
  ['5.25', '1', '5.25'],
  ['12', null, '12'],
])('the price %s of a coin whose tick size is %s is shown as %s', (price, tickSize, shown) => {
  expect(formatPrice(price, tickSize)).toBe(shown);
});

test.each([
  ['0.01', 2],
  ['0.00001', 5],
  ['1', 0],
  [null, null],
])('the tick size %s has %s places', (tickSize, places) => {
  expect(placesOf(tickSize)).toBe(places);
});

test.each([
  [1.234, '+1.23%'],
  [-0.5, '−0.50%'],
  [0, '0.00%'],
  [-0.001, '0.00%'],
  ['12.5', '+12.50%'],
])('a change of %s is shown as %s: its sign says the direction', (percent, shown) => {
  expect(formatChange(percent)).toBe(shown);
});
