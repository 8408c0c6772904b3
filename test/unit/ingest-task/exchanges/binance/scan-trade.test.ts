import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFrame } from '../../../../../ingest-task/exchanges/binance/read-frame.ts';
import { scanTrade } from '../../../../../ingest-task/exchanges/binance/scan-trade.ts';

/** As Binance writes it. */
function frameOf(fields: Record<string, unknown> = {}, stream = 'btcusdt@aggTrade'): string {
  const ids = { a: 12, p: '61837.63000000', q: '0.00100000', f: 40, l: 41 };
  const data = { e: 'aggTrade', E: 1_700_000_000_005, s: 'BTCUSDT', ...ids, T: 1_700_000_000_000, m: true, M: true };
  return JSON.stringify({ stream, data: { ...data, ...fields } });
}

test('a frame as Binance writes it is scanned', () => {
  const read = { s: 'BTCUSDT', a: 12, p: '61837.63000000', q: '0.00100000', f: 40, T: 1_700_000_000_000 };
  expect(scanTrade(frameOf())).toEqual(read);
  expect(scanTrade(frameOf({ m: false, M: false }))).toEqual(read);
  expect(scanTrade(frameOf({ f: -1, l: -1 }))).toEqual({ ...read, f: -1 });
});

describe('a frame that is written in another way has to be parsed', () => {
  test.each([
    ['spaces', frameOf().replace('"a":12', '"a": 12')],
    ['another order', frameOf().replace('"a":12,"p":"61837.63000000"', '"p":"61837.63000000","a":12')],
    ['one more field', frameOf({ X: 1 })],
    ['a field less', frameOf({ l: undefined })],
    ['another event', frameOf({ e: 'trade' })],
    ['an id as a text', frameOf({ a: '12' })],
    ['a fraction', frameOf({ a: 12.5 })],
    ['an exponent', frameOf().replace('"a":12', '"a":12e3')],
    ['a zero in front', frameOf().replace('"a":12', '"a":012')],
    ['no digit', frameOf().replace('"a":12', '"a":-')],
    ['more digits than a double holds', frameOf().replace('"a":12', '"a":1234567890123456')],
    ['an escape in the name', frameOf({ s: 'BTC"USDT' })],
    ['an escape in the stream', frameOf({}, 'btc\\usdt@aggTrade')],
    ['a price as a number', frameOf({ p: 61_837.63 })],
    ['an end that is none', frameOf().slice(0, -1)],
    ['something after the end', `${frameOf()} `],
    ['a raw line break', frameOf().replace('BTCUSDT', 'BTC\nUSDT')],
    ['nothing', ''],
  ])('%s', (_, text) => {
    expect(scanTrade(text)).toBeNull();
  });
});

/** What a text is read as, or the message of the error. */
function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
}

test('whatever the fields contain, scanning and parsing read the same', () => {
  const decimal = fc.oneof(
    fc.stringMatching(/^\d{1,20}(\.\d{1,20})?$/),
    fc.constantFrom('0', '0.00000000', '1e5', '', '-1', '.5', '007'),
    fc.string({ maxLength: 6 }),
  );
  const count = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.nat(), fc.maxSafeNat(), fc.double());
  const fields = fc.record({
    a: count,
    p: decimal,
    q: decimal,
    f: count,
    l: count,
    T: count,
    s: fc.oneof(fc.constantFrom('BTCUSDT', '币安人生USDT', ''), fc.string({ maxLength: 4 })),
  });
  fc.assert(
    fc.property(fields, fc.string({ maxLength: 3 }), (drawn, stream) => {
      const text = frameOf(drawn, stream);
      // a space, which only the parser takes
      const parsed = outcome(() => readFrame(` ${text}`));
      expect(outcome(() => readFrame(text))).toEqual(parsed);
    }),
    { numRuns: 3_000 },
  );
});

test('a text that was changed anywhere is scanned as it is parsed, or not at all', () => {
  const text = frameOf();
  const change = fc.record({
    at: fc.nat(text.length - 1),
    by: fc.constantFrom('', '"', '\\', ',', '0', '9', '-', '}', 'e'),
  });
  fc.assert(
    fc.property(change, ({ at, by }) => {
      const changed = text.slice(0, at) + by + text.slice(at + 1);
      const parsed = outcome(() => readFrame(` ${changed}`));
      const read = outcome(() => readFrame(changed));
      // the parser's messages name places, which are one further on
      if (typeof parsed === 'string' && parsed.startsWith('frame: ')) expect(read).toMatch(/^frame: /);
      else expect(read).toEqual(parsed);
    }),
    { numRuns: 3_000 },
  );
});
