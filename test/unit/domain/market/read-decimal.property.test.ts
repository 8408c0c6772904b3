import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDecimal, isPositiveDecimal, numberOfDecimal } from '../../../../domain/market/read-decimal.ts';
import { DECIMAL } from '../../../../domain/market/trade.ts';

/** Mostly texts that are almost decimals, and some that are. */
const digits = fc.stringMatching(/^[0-9]{0,32}$/);
const texts = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[0-9.]{0,8}$/),
  fc.tuple(digits, fc.constantFrom('', '.', '..', 'e', ' ', '-', '٣'), digits).map((parts) => parts.join('')),
);

test('a text is a decimal exactly when the pattern matches', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(isDecimal(text)).toBe(DECIMAL.test(text));
    }),
    { numRuns: 5_000 },
  );
});

test('it is positive when its number is', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(isPositiveDecimal(text)).toBe(DECIMAL.test(text) && Number(text) > 0);
    }),
    { numRuns: 5_000 },
  );
  expect(isPositiveDecimal(`0.${'0'.repeat(29)}1`)).toBe(true);
  expect(isPositiveDecimal('0.000')).toBe(false);
});

test.each([30, 31])('%i digits before the point, or after it, are as the pattern has them', (count) => {
  const digits = '1'.repeat(count);
  for (const text of [digits, `${digits}.5`, `5.${digits}`]) expect(isDecimal(text)).toBe(DECIMAL.test(text));
});

test.each([1, null, undefined, ['1'], { length: 1 }])('%j is no text, so no decimal', (value) => {
  expect(isDecimal(value)).toBe(false);
  expect(isPositiveDecimal(value)).toBe(false);
});

test('the number of a decimal equals Number of it, to the last bit', () => {
  const anyDecimal = fc.stringMatching(/^\d{1,30}(\.\d{1,30})?$/);
  const usual = fc.stringMatching(/^\d{1,9}(\.\d{1,8})?$/);
  fc.assert(
    fc.property(fc.oneof(usual, anyDecimal), (text) => {
      expect(numberOfDecimal(text)).toBe(Number(text));
    }),
    { numRuns: 10_000 },
  );
  for (const text of ['0', '0.1', '999999999999999', '9999999999999999', '0.00000000000001', '61837.63', '5.0']) {
    expect(numberOfDecimal(text)).toBe(Number(text));
  }
});
