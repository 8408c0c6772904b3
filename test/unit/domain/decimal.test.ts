import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupThousands, positiveDecimalFault, trimDecimal } from '../../../domain/decimal.ts';

test.each([
  ['65000', null],
  ['0.00000001', null],
  ['999999999999999', null],
  ['65000.50', null],
  ['100000000000000000000', 'too-many-digits'],
  ['1.2345678901234567', 'too-many-digits'],
  ['0', 'not-positive'],
  ['0.000', 'not-positive'],
  ['-1', 'not-a-decimal'],
  ['1e5', 'not-a-decimal'],
  ['065', 'not-a-decimal'],
  ['1.', 'not-a-decimal'],
  ['', 'not-a-decimal'],
  ['١', 'not-a-decimal'],
])('%s as a price: %s', (text, fault) => {
  expect(positiveDecimalFault(text)).toBe(fault);
});

test('trimming keeps the number and leaves no zero that says nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 8 }), (digits, places) => {
      const text = (digits / 10 ** places).toFixed(8);
      const trimmed = trimDecimal(text);
      expect(Number(trimmed)).toBe(Number(text));
      expect(trimmed).not.toMatch(/\.\d*0$|\.$/);
    }),
  );
});

test('thousands are grouped before the point only', () => {
  expect(['1', '1234.5678', '65000', '1234567.1'].map(groupThousands)).toEqual([
    '1',
    '1,234.5678',
    '65,000',
    '1,234,567.1',
  ]);
});
