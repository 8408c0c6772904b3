import { expect, test } from 'vitest';
import { readKlines } from '../../../../../ingest-task/exchanges/binance/read-klines.ts';

const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const ROW = [
  START,
  '61837.63000000',
  '61900.00000000',
  '0.00001000',
  '61850.10000000',
  '12.50000000',
  START + 59_999,
  '772921.25000000',
  431,
  '6.1',
  '377000.1',
  '0',
];

const CANDLE = {
  start: START,
  open: '61837.63',
  high: '61900',
  low: '0.00001',
  close: '61850.1',
  volume: 12.5,
  quoteVolume: 772_921.25,
  trades: 431,
};

test('a kline is read as a candle, its prices without trailing zeros', () => {
  expect(readKlines([ROW], 60_000)).toEqual({ candles: [CANDLE], unreadable: [] });
  expect(readKlines([], 60_000)).toEqual({ candles: [], unreadable: [] });
});

test('a row without a trade and without a price is left out', () => {
  const zero = '0.00000000';
  const row = [START - 60_000, zero, zero, zero, zero, zero, START - 1, zero, 0, zero, zero, '0'];
  expect(readKlines([row, ROW], 60_000)).toEqual({ candles: [CANDLE], unreadable: [] });
});

test('an answer that is no list is not read at all', () => {
  expect(() => readKlines({}, 60_000)).toThrow('klines: is not a list');
});

test.each([
  ['a row that is none', [5], 'klines.0: is not a list'],
  ['an odd start', [rowWith(0, START + 1)], 'klines.0.openTime: begins no interval'],
  ['a price that is a number', [rowWith(1, 5)], 'klines.0.open: is not a decimal'],
  ['a high that is no decimal', [rowWith(2, '1e5')], 'klines.0.high: is not a decimal'],
  ['a low of 0', [rowWith(3, '0.00000000')], 'klines.0.low: is not greater than 0'],
  ['a missing close', [rowWith(4, undefined)], 'klines.0.close: is not a decimal'],
  ['a negative volume', [rowWith(5, '-1')], 'klines.0.volume: is not a decimal'],
  ['no quote volume', [rowWith(7, null)], 'klines.0.quoteVolume: is not a decimal'],
  ['half a trade', [rowWith(8, 1.5)], 'klines.0.trades: is not a whole number'],
  ['a price of 0 with trades', [rowWith(1, '0')], 'klines.0.open: is not greater than 0'],
])('%s is returned with its content and its field; the rows around it are read', (_, [row], error) => {
  const start = Array.isArray(row) && row[0] === START ? START : null;
  expect(readKlines([ROW, row, ROW], 60_000)).toEqual({
    candles: [CANDLE, CANDLE],
    unreadable: [{ start, error: error.replace('klines.0', 'klines.1'), content: JSON.stringify(row) }],
  });
});

function rowWith(place: number, value: unknown): unknown[] {
  return ROW.with(place, value as string);
}
