import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decodeTick,
  encodeTick,
  knownTrade,
  lastTradeOf,
  receiptAt,
  type Tick,
  tradeAt,
} from '../../../../domain/market/tick.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';

const good = buildTick([buildTrade({ id: 1, price: '64999.5' }), buildTrade({ id: 2, price: '65000' })]);

function recordOf(tick: Tick) {
  return JSON.parse(encodeTick(tick));
}

test('a tick comes back from its record', () => {
  expect(decodeTick(encodeTick(good))).toEqual(good);
});

test('the record names the watermark `mark`', () => {
  const end = good.minute + 60_000;
  expect(recordOf({ ...good, watermark: end })).toMatchObject({ mark: end });
  expect(recordOf({ ...good, watermark: end })).not.toHaveProperty('watermark');
});

test('a record of an earlier version is read: all its trades were received with the first', () => {
  const earlier = {
    ...recordOf(good),
    ...{ receivedAfter: undefined, clockOffsetMs: undefined, beforePrevious: undefined, refsBefore: undefined },
  };
  const tick = decodeTick(JSON.stringify(earlier));
  expect(tick).toEqual({ ...good, receivedAfter: [], clockOffsetMs: null, beforePrevious: null, refsBefore: {} });
  expect([receiptAt(tick, 0), receiptAt(tick, 1)]).toEqual([good.receivedAt, good.receivedAt]);
});

test('each trade is received at its own time, and a time event when the tick is published', () => {
  const tick = decodeTick(encodeTick({ ...good, receivedAt: 1_000, receivedAfter: [0, -3], publishedAt: 1_250 }));
  expect([0, 1, 2].map((index) => receiptAt(tick, index))).toEqual([1_000, 997, 1_250]);
});

test('a tick knows its trades and the two before them', () => {
  const [previous, beforePrevious] = [buildTrade({ id: 7 }), buildTrade({ id: 6 })];
  const tick = decodeTick(encodeTick(buildTick([buildTrade({ id: 8 })], { previous, beforePrevious })));
  expect([0, -1, -2].map((index) => knownTrade(tick, index)?.id)).toEqual([8, 7, 6]);
  expect(() => knownTrade(tick, -3)).toThrow(RangeError);
});

describe('a record that is not a tick is refused, naming the field', () => {
  const broken: [string, string, (record: Tick) => unknown][] = [
    ['an unknown version', 'v:', (tick) => ({ ...tick, v: 2 })],
    ['no symbol', 'symbol:', ({ symbol: _, ...tick }) => tick],
    ['a lower-case symbol', 'symbol:', (tick) => ({ ...tick, symbol: 'btcusdt' })],
    ['a book without a version', 'book.version:', (tick) => ({ ...tick, book: { metrics: [], shards: 1 } })],
    ['no trades', 'trades:', ({ trades: _, ...tick }) => tick],
    ['columns of two lengths', 'trades.price:', (tick) => ({ ...tick, trades: { ...tick.trades, price: ['1'] } })],
    ['ids that do not grow', 'trades.id.1:', (tick) => ({ ...tick, trades: { ...tick.trades, id: [2, 2] } })],
    [
      'a price that is no price',
      'trades.price.0:',
      (tick) => ({ ...tick, trades: { ...tick.trades, price: ['x', '1'] } }),
    ],
    [
      'a price in another notation',
      'trades.price.1:',
      (tick) => ({ ...tick, trades: { ...tick.trades, price: ['1', '1e3'] } }),
    ],
    [
      'an endless price',
      'trades.price.1:',
      (tick) => ({ ...tick, trades: { ...tick.trades, price: ['1', 'Infinity'] } }),
    ],
    [
      'a quantity that is none',
      'trades.quantity.0:',
      (tick) => ({ ...tick, trades: { ...tick.trades, quantity: ['', '1'] } }),
    ],
    [
      'a trade before that has no price',
      'previous.price:',
      (tick) => ({ ...tick, previous: { ...buildTrade({ id: 0 }), price: 'abc' } }),
    ],
    ['a trade before that is no such', 'previous.id:', (tick) => ({ ...tick, previous: buildTrade({ id: 1 }) })],
    ['receipts of other trades', 'receivedAfter:', (tick) => ({ ...tick, receivedAfter: [0] })],
    ['a receipt that is no time', 'receivedAfter.1:', (tick) => ({ ...tick, receivedAfter: [0, 0.5] })],
    [
      'a trade before the one before that is no such',
      'beforePrevious.id:',
      (tick) => ({ ...tick, previous: buildTrade({ id: 0 }), beforePrevious: buildTrade({ id: 0 }) }),
    ],
    ['a book of countless shards', 'book.shards:', (tick) => ({ ...tick, book: { ...tick.book, shards: 1e12 } })],
    ['a trade of another minute', 'trades.time.0:', (tick) => ({ ...tick, minute: tick.minute + 60_000 })],
  ];
  test.each(broken)('%s', (_, field, breakIt) => {
    const record = JSON.stringify(breakIt(recordOf(good)));
    expect(() => decodeTick(record)).toThrow(
      expect.objectContaining({ name: 'TickError', message: expect.stringContaining(field) }),
    );
  });

  test('any text and any JSON value is refused with a TickError or taken', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ ...recordOf(good), trades: value })),
    );
    fc.assert(
      fc.property(anything, (text) => {
        try {
          decodeTick(text);
        } catch (error) {
          expect(error).toHaveProperty('name', 'TickError');
        }
      }),
    );
  });
});

test('the last trade of a tick without trades is the one before it', () => {
  const previous = buildTrade({ id: 9 });
  expect(lastTradeOf(buildTick([], { previous }))).toEqual(previous);
  expect(lastTradeOf(good)?.id).toBe(2);
  expect(() => tradeAt(good.trades, 2)).toThrow(RangeError);
});
