import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SPARK_HOURS, type Sparks, sparkAt } from '../../../../domain/market/spark.ts';

const HOUR_MS = 3_600_000;
const UNTIL = Date.UTC(2026, 10, 22, 9);
const closes = Array.from({ length: SPARK_HOURS }, (_, hour) => (hour === 3 ? null : String(hour)));
const sparks: Sparks = { feed: 'binance', until: UNTIL, coins: { BTCUSDT: closes } };
const nothing = Array.from({ length: SPARK_HOURS }, () => null);

test('the closes are those of the last hours, within the hour after the last one', () => {
  expect(sparkAt(sparks, 'BTCUSDT', UNTIL)).toEqual(closes);
  expect(sparkAt(sparks, 'BTCUSDT', UNTIL + HOUR_MS - 1)).toEqual(closes);
});

test('an hour that was not known when the list was written is null, and no other hour takes its place', () => {
  expect(sparkAt(sparks, 'BTCUSDT', UNTIL + HOUR_MS)).toEqual([...closes.slice(1), null]);
  expect(sparkAt(sparks, 'BTCUSDT', UNTIL - 1)).toEqual([null, ...closes.slice(0, -1)]);
  expect(sparkAt(sparks, 'BTCUSDT', UNTIL + 1_000 * HOUR_MS)).toEqual(nothing);
});

test.each(['ETHUSDT', 'constructor', '__proto__'])('a coin that the list lacks has none (%s)', (symbol) => {
  expect(sparkAt(sparks, symbol, UNTIL)).toEqual(nothing);
  expect(sparkAt(null, symbol, UNTIL)).toEqual(nothing);
});

test('whenever it is shown, each close stands where its hour is', () => {
  fc.assert(
    fc.property(fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS }), (later) => {
      const end = Math.floor((UNTIL + later) / HOUR_MS) * HOUR_MS;
      const expected = Array.from({ length: SPARK_HOURS }, (_, index) => {
        const ended = end - (SPARK_HOURS - 1 - index) * HOUR_MS;
        return closes[SPARK_HOURS - 1 - (UNTIL - ended) / HOUR_MS] ?? null;
      });
      expect(sparkAt(sparks, 'BTCUSDT', UNTIL + later)).toEqual(expected);
    }),
  );
});
