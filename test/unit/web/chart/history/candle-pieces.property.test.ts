import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../../../domain/market/candle.ts';
import {
  barsOfPieces,
  type CandlePiece,
  type CandlePieces,
  unsettledFrom,
  withPieces,
} from '../../../../../web/chart/history/candle-pieces.ts';

const DAY = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;

interface Trade {
  /** ms since the day began */
  readonly at: number;
  readonly price: number;
}

/** Plain: all trades of a span, looked at together. */
function candleOf(trades: readonly Trade[], start: number, length: number): Candle | null {
  const inside = trades.filter(({ at }) => at >= start && at < start + length);
  const prices = inside.map(({ price }) => price);
  if (inside.length === 0) return null;
  return {
    start: DAY + start,
    open: `${prices[0]}`,
    high: `${Math.max(...prices)}`,
    low: `${Math.min(...prices)}`,
    close: `${prices.at(-1)}`,
    volume: inside.length,
    quoteVolume: prices.reduce((sum, price) => sum + price, 0),
    trades: inside.length,
  };
}

const MINUTES = 20;
const trades = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: MINUTES * MINUTE - 1 }), price: fc.integer({ min: 1, max: 99 }) }), {
    minLength: 1,
    maxLength: 200,
  })
  .map((list) => {
    // each minute has a trade: a minute without one is stored too, and comes by HTTP
    const each = Array.from({ length: MINUTES }, (_, minute) => ({ at: minute * MINUTE, price: 50 + minute }));
    return [...each, ...list].sort((a, b) => a.at - b.at);
  });

const minuteAt = (list: readonly Trade[], at: number, isFinal: boolean): CandlePiece | null => {
  const start = Math.floor(at / MINUTE) * MINUTE;
  const seen = isFinal ? list : list.filter((trade) => trade.at <= at);
  const candle = candleOf(seen, start, MINUTE);
  return candle && { candle, length: MINUTE, isFinal };
};

const present = <T>(value: T | null): value is T => value !== null;
const NOTHING: CandlePieces = new Map();

describe('bars that are made of minutes', () => {
  it('equal the candle of all trades, whatever frames came, late, twice or in another order', () => {
    const frames = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: MINUTES * MINUTE - 1 }), isFinal: fc.boolean() }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(trades, frames, fc.constantFrom(1, 5, 15), (list, seen, count) => {
        const length = count * MINUTE;
        const live = seen.map(({ at, isFinal }) => minuteAt(list, at, isFinal)).filter(present);
        // what was missed is read again: all minutes that are over, and the open one as it is now
        const read = Array.from({ length: MINUTES }, (_, m) => minuteAt(list, (m + 1) * MINUTE - 1, m < MINUTES - 1));
        const pieces = withPieces(withPieces(NOTHING, live), read.filter(present));
        const expected = Array.from({ length: Math.ceil(MINUTES / count) }, (_, bar) =>
          candleOf(list, bar * length, length),
        );
        expect(barsOfPieces(pieces, DAY, length)).toEqual(expected);
      }),
    );
  });

  it('never show a bar of which a minute is missing, and say from where to read again', () => {
    fc.assert(
      fc.property(trades, fc.integer({ min: 1, max: MINUTES - 2 }), (list, missed) => {
        const length = 5 * MINUTE;
        const known = Array.from({ length: MINUTES }, (_, m) => m)
          .filter((m) => m !== missed)
          .map((m) => minuteAt(list, (m + 1) * MINUTE - 1, m < MINUTES - 1));
        const pieces = withPieces(NOTHING, known.filter(present));
        const starts = barsOfPieces(pieces, DAY, length).map(({ start }) => start);
        expect(starts).not.toContain(DAY + Math.floor((missed * MINUTE) / length) * length);
        expect(starts).toHaveLength(MINUTES / 5 - 1);
        expect(unsettledFrom(pieces, { from: DAY, since: 0, now: DAY + MINUTES * MINUTE - 1 })).toBe(
          DAY + missed * MINUTE,
        );
      }),
    );
  });

  it('are made of hours and minutes alike', () => {
    const list = Array.from({ length: 90 }, (_, m) => ({ at: m * MINUTE, price: m + 1 }));
    const hour = candleOf(list, 0, 60 * MINUTE);
    const minutes = Array.from({ length: 30 }, (_, m) => minuteAt(list, (60 + m) * MINUTE, m < 29)).filter(present);
    const pieces = withPieces(NOTHING, [
      ...(hour ? [{ candle: hour, length: 60 * MINUTE, isFinal: true }] : []),
      ...minutes,
    ]);
    expect(barsOfPieces(pieces, DAY, 240 * MINUTE)).toEqual([candleOf(list, 0, 240 * MINUTE)]);
    expect(unsettledFrom(pieces, { from: DAY, since: 0, now: DAY + 90 * MINUTE - 1 })).toBe(null);
    expect(unsettledFrom(pieces, { from: DAY, since: 0, now: DAY + 90 * MINUTE + 1 })).toBe(DAY + 89 * MINUTE);
  });
});

describe('a minute', () => {
  const list = [
    { at: 1_000, price: 5 },
    { at: 2_000, price: 9 },
  ];

  it('that is final is not replaced by an older frame of itself', () => {
    const final = minuteAt(list, 2_000, true);
    const older = minuteAt(list, 1_000, false);
    const pieces = withPieces(NOTHING, [final, older].filter(present));
    expect(pieces.get(DAY)).toEqual(final);
    expect(withPieces(pieces, [older].filter(present))).toBe(pieces);
  });
});
