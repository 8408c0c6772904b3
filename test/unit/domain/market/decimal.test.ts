import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decimalProblem, groupThousands, plainDecimal, trimDecimal } from '../../../../domain/market/decimal.ts';

test.each([
  ['65000', null],
  ['0.00000001', null],
  ['999999999999999', null],
  ['65000.50', null],
  ['100000000000000000000', 'too-many-digits'],
  ['1.2345678901234567', 'too-many-digits'],
  ['0', null],
  ['0.000', null],
  ['-1', null],
  ['-0.5', null],
  ['+1', 'not-a-decimal'],
  ['-', 'not-a-decimal'],
  ['1e5', 'not-a-decimal'],
  ['065', 'not-a-decimal'],
  ['1.', 'not-a-decimal'],
  ['', 'not-a-decimal'],
  ['١', 'not-a-decimal'],
])('%s as a level: %s', (text, problem) => {
  expect(decimalProblem(text)).toBe(problem);
});

test('trimming keeps the number and leaves no needless zero', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 8 }), (digits, places) => {
      const text = (digits / 10 ** places).toFixed(8);
      const trimmed = trimDecimal(text);
      expect(Number(trimmed)).toBe(Number(text));
      expect(trimmed).not.toMatch(/\.\d*0$|\.$/);
    }),
  );
});

test('zero has no sign', () => {
  expect(['-0', '-0.00', '0.0'].map(trimDecimal)).toEqual(['0', '0', '0']);
});

test('a computed number is written in plain notation, to 15 significant digits', () => {
  expect([1e-7, 0.1 + 0.2, -12.5, 0, 123456789012.5, 1 / 3].map(plainDecimal)).toEqual([
    '0.0000001',
    '0.3',
    '-12.5',
    '0',
    '123456789012.5',
    '0.333333333333333',
  ]);
});

test('thousands are grouped before the point only', () => {
  expect(['1', '1234.5678', '65000', '1234567.1'].map(groupThousands)).toEqual([
    '1',
    '1,234.5678',
    '65,000',
    '1,234,567.1',
  ]);
});
