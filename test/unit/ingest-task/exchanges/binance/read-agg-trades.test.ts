import { expect, test } from 'vitest';
import { readAggTrades } from '../../../../../ingest-task/exchanges/binance/read-agg-trades.ts';

const ROW = { a: 7, p: '61837.63000000', q: '0.00100000', f: 100, l: 102, T: 1_700_000_000_007, m: true, M: true };

test('rows are read as trades, without trailing zeros', () => {
  expect(readAggTrades([ROW], 7)).toEqual([
    { id: 7, time: ROW.T, trade: { id: 7, time: ROW.T, price: '61837.63', quantity: '0.001' } },
  ]);
  expect(readAggTrades([], 7)).toEqual([]);
});

test.each([{ p: '0' }, { p: '0.00000000', f: 5 }, { f: -1 }])(
  'an id that stands for no trade has none: %o',
  (fields) => {
    expect(readAggTrades([{ ...ROW, ...fields }], 7)).toEqual([{ id: 7, time: ROW.T, trade: null }]);
  },
);

test.each([
  [{}, 'aggTrades: is not a list'],
  [[{ ...ROW, a: 6 }], 'aggTrades.0.a: is below 7'],
  [
    [
      { ...ROW, a: 9 },
      { ...ROW, a: 8 },
    ],
    'aggTrades.1.a: is below 9',
  ],
])('an answer to another question names the field: %j', (answer, message) => {
  expect(() => readAggTrades(answer, 7)).toThrow(message);
});

test.each([
  [{ ...ROW, a: 8, T: -1 }, 'T: is not a time in ms'],
  [{ ...ROW, a: 8, T: 1_795_879_789_630_000 }, 'T: is not a time in ms, but may be one in microseconds'],
  [{ ...ROW, a: 8, p: '1e3' }, 'p: is not a decimal'],
  [{ ...ROW, a: 8, p: '-1' }, 'p: is not a decimal'],
  [{ ...ROW, a: 8, p: '1234567890.1234567' }, 'p: has more than 15 significant digits'],
  [{ ...ROW, a: 8, q: 1 }, 'q: is not a decimal'],
  [{ ...ROW, a: '8' }, 'a: is not a trade id'],
  [{ ...ROW, a: 2 ** 60 }, 'a: is not a trade id'],
  [5, 'a: is not a trade id'],
])('a row that can not be read keeps its place, and the others are read: %j', (odd, message) => {
  const content = JSON.stringify(odd);
  const rows = readAggTrades([ROW, odd, { ...ROW, a: 9 }], 7);
  expect(rows.map(({ id, unreadable }) => [id, unreadable])).toEqual([
    [7, undefined],
    [8, { message, content }],
    [9, undefined],
  ]);
});

test('an id may come twice', () => {
  expect(readAggTrades([ROW, { ...ROW, T: ROW.T + 46_000 }], 7).map(({ id, time }) => [id, time])).toEqual([
    [7, ROW.T],
    [7, ROW.T + 46_000],
  ]);
});
