import { expect, test } from 'vitest';
import { readAggTrades } from '../../../../../ingest-task/exchanges/binance/read-agg-trades.ts';

const ROW = { a: 7, p: '61837.63000000', q: '0.00100000', f: 100, l: 102, T: 1_700_000_000_007, m: true, M: true };

test('rows are read as trades, without the zeros that say nothing', () => {
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
  [[ROW, 5], 'aggTrades.1: is not an object'],
  [[{ ...ROW, a: '7' }], 'aggTrades.0.a: is not a whole number'],
  [[{ ...ROW, a: 6 }], 'aggTrades.0.a: is below 7'],
  [[ROW, ROW], 'aggTrades.1.a: is below 8'],
  [[{ ...ROW, T: -1 }], 'aggTrades.0.T: is not a time in ms'],
  [[{ ...ROW, p: '1e3' }], 'aggTrades.0.p: is not a decimal'],
  [[{ ...ROW, p: '1234567890.1234567' }], 'aggTrades.0.p: has more than 15 significant digits'],
  [[{ ...ROW, q: 1 }], 'aggTrades.0.q: is not a decimal'],
])('an answer that can not be read names the field: %j', (answer, fault) => {
  expect(() => readAggTrades(answer, 7)).toThrow(fault);
});
