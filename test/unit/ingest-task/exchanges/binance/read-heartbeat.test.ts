import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFrame } from '../../../../../ingest-task/exchanges/binance/read-frame.ts';
import { scanHeartbeat } from '../../../../../ingest-task/exchanges/binance/read-heartbeat.ts';

const entry = (s: string, E: number, fields: object = {}) => ({
  e: '24hrMiniTicker',
  E,
  s,
  c: '1.50',
  o: '1',
  h: '2',
  l: '1',
  v: '10',
  q: '15',
  ...fields,
});
const frame = (data: object[]) => JSON.stringify({ stream: '!miniTicker@arr', data });
const all = () => true;

test('the earliest event time, and the tickers that were asked for', () => {
  const text = frame([entry('BTCUSDT', 30), entry('ETHUSDT', 20, { c: '9', v: '7.25' }), entry('币安USDT', 25)]);
  const wanted = new Set(['ETHUSDT', '币安USDT']);
  expect(scanHeartbeat(text, (symbol) => wanted.has(symbol))).toEqual({
    eventTime: 20,
    tickers: [
      { symbol: 'ETHUSDT', close: 9, volume: 7.25 },
      { symbol: '币安USDT', close: 1.5, volume: 10 },
    ],
  });
});

test.each([
  ['another order of fields', frame([{ E: 5, e: '24hrMiniTicker', s: 'A', c: '1', v: '1' }])],
  ['spaces', '{"stream": "!miniTicker@arr", "data": [{"e": "24hrMiniTicker", "E": 5, "s": "A", "c": "1", "v": "1"}]}'],
  ['a field that holds a brace', frame([entry('A', 5, { x: '}' })])],
  ['another field behind', `${frame([entry('A', 5)]).slice(0, -1)},"x":1}`],
])('%s: it is read as well, only slower', (_, text) => {
  expect(readFrame(text, all)).toMatchObject({ kind: 'heartbeat', eventTime: 5, tickers: [{ symbol: 'A' }] });
});

test.each([
  ['an entry of another kind', frame([entry('A', 5), { e: '24hrTicker', E: 6, s: 'A' }])],
  ['no entry', frame([])],
])('%s: no heartbeat', (_, text) => {
  expect(scanHeartbeat(text, all)).toBeNull();
  expect(readFrame(text, all)).toEqual({ kind: 'other' });
});

test('a text that breaks off is an error, wherever it does', () => {
  const text = frame([entry('A', 5), entry('B', 6)]);
  for (let end = 1; end < text.length; end += 1) expect(() => readFrame(text.slice(0, end), all)).toThrow(/^frame:/);
});

test('scanning and parsing agree', () => {
  const symbol = fc.string({ unit: fc.constantFrom('A', 'B', '"', '\\', '}', '币'), minLength: 1, maxLength: 4 });
  const close = fc.oneof(fc.float({ noNaN: true }).map(String), symbol);
  const entries = fc.array(fc.tuple(symbol, fc.nat(), close, fc.nat()), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(entries, fc.string(), (rows, wanted) => {
      const data = rows.map(([s, E, c, v]) => entry(s, E, { c, v: String(v) }));
      const isWanted = (name: string) => name === wanted || name.startsWith('A');
      const parsed = readFrame(` ${frame(data)}`, isWanted); // the space keeps it from being scanned
      expect(readFrame(frame(data), isWanted)).toEqual(parsed);
    }),
  );
});
