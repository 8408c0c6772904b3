import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decimalProblem, trimDecimal } from '../../../../../domain/market/decimal.ts';
import { FrameError } from '../../../../../ingest-task/exchange/frame.ts';
import { readPlainDecimal } from '../../../../../ingest-task/exchange/plain-decimal.ts';
import { readFrame } from '../../../../../ingest-task/exchanges/binance/read-frame.ts';
import { tradeFrame } from '../../../../support/scripted-exchange.ts';

const read = (fields: object) => readFrame(JSON.stringify(tradeFrame('BTCUSDT', 7, fields)));

test('an aggregate trade comes with its decimals trimmed', () => {
  expect(read({ p: '61837.63000000', q: '10.00000000', T: 5 })).toEqual({
    kind: 'trade',
    symbol: 'BTCUSDT',
    trade: { id: 7, time: 5, price: '61837.63', quantity: '10' },
  });
});

test.each([{ p: '0' }, { p: '0.00000000' }, { f: -1, l: -1 }])('%j is a marker: an id without a trade', (fields) => {
  expect(read(fields)).toMatchObject({ kind: 'marker', symbol: 'BTCUSDT', id: 7 });
});

test.each([
  [{ s: 5 }, 'data.s'],
  [{ a: '7' }, 'data.a'],
  [{ a: 1.5 }, 'data.a'],
  [{ a: -1 }, 'data.a'],
  [{ T: null }, 'data.T'],
  [{ p: 100.5 }, 'data.p'],
  [{ p: '1e5' }, 'data.p'],
  [{ p: '-1' }, 'data.p'],
  [{ p: '123456789.12345678' }, 'data.p'],
  [{ q: 'x' }, 'data.q'],
  [{ q: undefined }, 'data.q'],
  [{ e: 'trade' }, 'data.e'],
])('%j is an error that names %s', (fields, field) => {
  expect(() => read(fields)).toThrow(FrameError);
  expect(() => read(fields)).toThrow(field);
});

test.each([
  ['', 'frame'],
  ['[]', 'frame'],
  ['null', 'frame'],
  ['{"stream":"btcusdt@aggTrade"', 'frame'],
  ['{"stream":"btcusdt@aggTrade"}', 'data'],
  ['{"stream":"btcusdt@aggTrade","data":5}', 'data'],
  ['{"stream":"!miniTicker@arr","data":[{"e":"24hrMiniTicker","E":"now"}]}', 'data.E'],
])('%s is an error that names %s', (text, field) => {
  expect(() => readFrame(text)).toThrow(new RegExp(`^${field}:`));
});

test('the heartbeat is the earliest event time of the mini tickers', () => {
  const data = [30, 20, 25].map((E) => ({ e: '24hrMiniTicker', E, s: 'X' }));
  expect(readFrame(JSON.stringify({ stream: '!miniTicker@arr', data }))).toEqual({
    kind: 'heartbeat',
    eventTime: 20,
    tickers: [],
  });
});

test.each([
  '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}',
  '{"e":"serverShutdown","E":1}',
  '{"event":{"e":"serverShutdown","E":1}}',
])('%s announces a shutdown', (text) => {
  expect(readFrame(text)).toEqual({ kind: 'shutdown' });
});

test('answers to control messages have their id, and refusals say what is wrong', () => {
  expect(readFrame('{"result":null,"id":3}')).toEqual({ kind: 'answer', id: 3, error: null });
  expect(readFrame('{"error":{"code":2,"msg":"bad"},"id":3}')).toEqual({ kind: 'answer', id: 3, error: '2: bad' });
  expect(readFrame('{"code":3,"msg":"Invalid JSON"}')).toEqual({ kind: 'answer', id: null, error: '3: Invalid JSON' });
});

test("the answer that lists a connection's streams", () => {
  expect(readFrame('{"result":["a","b"],"id":3}')).toEqual({ kind: 'listing', id: 3, streams: ['a', 'b'] });
  expect(readFrame('{"result":[1],"id":3}')).toEqual({ kind: 'other' });
});

test('decimals are read as the domain reads them, without a sign', () => {
  const digits = fc.string({ unit: fc.constantFrom('0', '0', '1', '9', '.', '-', 'e'), maxLength: 22 });
  fc.assert(
    fc.property(
      fc.oneof(
        digits,
        fc.integer({ min: 1 }).map((n) => `${n}.00100`),
      ),
      (text) => {
        const problem = decimalProblem(text);
        const decimal = readPlainDecimal(text);
        expect(decimal === null).toBe(problem === 'not-a-decimal' || text.startsWith('-'));
        if (!decimal) return;
        expect(decimal.text).toBe(trimDecimal(text));
        expect(decimal.positive).toBe(Number(text) > 0);
        if (problem === null) expect(decimal.exact).toBe(true);
      },
    ),
  );
});

const RECORDED = join(import.meta.dirname, '../../../../../../shared/data/binance-frames-2021-10-12.txt.gz');

describe.skipIf(!existsSync(RECORDED))('recorded frames (deps ../shared/data)', () => {
  test('every one is read, and each aggTrade is a trade or a marker', () => {
    const lines = gunzipSync(readFileSync(RECORDED)).toString().split('\n').slice(1).filter(Boolean);
    const frames = lines.map((line) => line.slice(line.indexOf('{')));
    const kinds = frames.map((text) => [text.includes('"aggTrade"'), readFrame(text).kind]);
    expect(kinds.filter(([isTrade]) => isTrade).length).toBeGreaterThan(0);
    for (const [isTrade, kind] of kinds) expect(kind).toBe(isTrade ? 'trade' : 'other');
  });
});
