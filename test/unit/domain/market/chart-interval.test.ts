import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import {
  CHART_INTERVALS,
  CHART_SOURCES,
  foldOpen,
  foldSince,
  foldWhole,
  gapsBetween,
  lengthOf,
} from '../../../../domain/market/chart-interval.ts';
import { buildCandle } from '../../../support/candles.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 28, 22);

/** Minutes from START on, each with trades or none, some of them missing. */
const minutes = fc
  .array(fc.record({ isThere: fc.boolean(), prices: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((drawn) => {
    let close = 50;
    return drawn.flatMap(({ isThere, prices }, index) => {
      const traded = prices.length > 0 ? prices : [close];
      close = traded.at(-1) ?? close;
      const candle: Candle = {
        start: START + index * MINUTE,
        open: String(traded[0]),
        high: String(Math.max(...traded)),
        low: String(Math.min(...traded)),
        close: String(close),
        volume: prices.length,
        quoteVolume: prices.reduce((sum, price) => sum + price, 0),
        trades: prices.length,
      };
      return isThere || index % 4 > 0 ? [{ candle, prices }] : [];
    });
  });

/** What a candle of these minutes is, from their trades alone. */
function plainly(start: number, parts: readonly { readonly candle: Candle; readonly prices: readonly number[] }[]) {
  const prices = parts.flatMap((part) => part.prices);
  const shown = prices.length > 0 ? prices : [Number(parts[0]?.candle.close)];
  return {
    start,
    open: String(shown[0]),
    high: String(Math.max(...shown)),
    low: String(Math.min(...shown)),
    close: String(shown.at(-1)),
    volume: prices.length,
    quoteVolume: prices.reduce((sum, price) => sum + price, 0),
    trades: prices.length,
  };
}

describe('candles of a longer interval', () => {
  it('are what the trades of all of their minutes give, and are left out where a minute is missing', () => {
    fc.assert(
      fc.property(minutes, fc.constantFrom(5, 15), (drawn, count) => {
        const length = count * MINUTE;
        const groups = Map.groupBy(drawn, ({ candle }) => Math.floor(candle.start / length) * length);
        const expected = [...groups].filter(([, parts]) => parts.length === count);
        const folded = foldWhole(
          drawn.map(({ candle }) => candle),
          length,
          count,
        );
        expect(folded).toEqual(expected.map(([start, parts]) => plainly(start, parts)));
      }),
    );
  });

  it('of a coin that began to trade within one are made of what there is of it since then', () => {
    const HOUR = 60 * MINUTE;
    const began = Date.UTC(2026, 2, 28, 6, 20);
    const hours = [6, 7, 8, 9, 10, 11, 12].map((hour) => buildCandle(Date.UTC(2026, 2, 28, hour)));
    const starts = (candles: readonly Candle[]) => candles.map(({ start }) => (start - Date.UTC(2026, 2, 28)) / HOUR);
    expect(starts(foldSince(hours, { lengthMs: 4 * HOUR, partMs: HOUR, began }))).toEqual([4, 8]);
    expect(starts(foldSince(hours.slice(1), { lengthMs: 4 * HOUR, partMs: HOUR, began }))).toEqual([8]);
    expect(starts(foldSince(hours, { lengthMs: 4 * HOUR, partMs: HOUR, began: 0 }))).toEqual([8]);
    expect(foldSince(hours, { lengthMs: HOUR, partMs: HOUR, began })).toEqual(hours);
  });

  it('are aligned to UTC', () => {
    expect(CHART_INTERVALS.map(lengthOf)).toEqual([1, 5, 15, 60, 240, 1_440].map((count) => count * MINUTE));
    for (const interval of CHART_INTERVALS) expect(Date.UTC(2026, 2, 29) % lengthOf(interval)).toBe(0);
    expect(CHART_SOURCES['4h']).toEqual({ source: '1h', count: 4 });
  });
});

describe('the open candle', () => {
  it('is what the trades since its start give, or not known', () => {
    fc.assert(
      fc.property(minutes, (drawn) => {
        const last = drawn.at(-1);
        if (!last) return;
        const start = Math.floor(last.candle.start / (15 * MINUTE)) * 15 * MINUTE;
        const parts = drawn.filter(({ candle }) => candle.start >= start);
        const isKnown = parts.length === (last.candle.start - start) / MINUTE + 1;
        const before = parts.slice(0, -1).map(({ candle }) => candle);
        expect(foldOpen(before, last.candle, 15 * MINUTE)).toEqual(isKnown ? plainly(start, parts) : null);
      }),
    );
  });
});

describe('gaps', () => {
  it('are the starts of an interval at which there is no candle, side by side ones in one', () => {
    fc.assert(
      fc.property(minutes, fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 70 }), (drawn, first, count) => {
        const span = { from: START + first * MINUTE, to: START + (first + count) * MINUTE };
        const there = drawn.map(({ candle }) => candle).filter(({ start }) => start >= span.from);
        const gaps = gapsBetween(there, span, MINUTE);
        const known = new Set(there.map(({ start }) => start));
        const inGaps = (start: number) => gaps.some(({ from, to }) => start >= from && start < to);
        for (let start = span.from; start < span.to; start += MINUTE) expect(inGaps(start)).toBe(!known.has(start));
        for (const [index, { from, to }] of gaps.entries()) {
          expect(from).toBeLessThan(to);
          expect([from >= span.from, to <= span.to, from > (gaps[index - 1]?.to ?? 0)]).toEqual([true, true, true]);
        }
      }),
    );
  });
});
