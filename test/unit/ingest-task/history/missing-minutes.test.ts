import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byStart, fillEmpties, missingIn, spansOf, without } from '../../../../ingest-task/history/missing-minutes.ts';
import { buildCandle } from '../../../support/candles.ts';

const MINUTE = 60_000;
const candlesAt = (...minutes: number[]) => minutes.map((minute) => buildCandle(minute * MINUTE, String(minute + 100)));
const gap = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE });

test('unknown minutes are returned as gaps', () => {
  expect(missingIn(byStart(candlesAt(2, 3, 6)), 0, 8 * MINUTE)).toEqual([gap(0, 2), gap(4, 6), gap(7, 8)]);
  expect(missingIn(byStart(candlesAt(0, 1)), 0, 2 * MINUTE)).toEqual([]);
});

test('of two candles of a minute the first one counts', () => {
  const [first, second] = [buildCandle(0, '1'), buildCandle(0, '2')];
  expect(byStart([first], [second]).get(0)).toBe(first);
});

test('the part of the gaps that lies in no span is left, whatever the spans', () => {
  const spans = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 9 }))
      .map(([from, long]) => gap(from, from + long)),
    { maxLength: 6 },
  );
  const minutesOf = (gaps: readonly { from: number; to: number }[]) => {
    return Array.from({ length: 40 }, (_, i) => i * MINUTE).filter((at) =>
      gaps.some(({ from, to }) => from <= at && at < to),
    );
  };
  fc.assert(
    fc.property(spans, spans, (gaps, taken) => {
      const takenMinutes = new Set(minutesOf(taken));
      expect(minutesOf(without(gaps, taken))).toEqual(minutesOf(gaps).filter((minute) => !takenMinutes.has(minute)));
    }),
  );
});

test('gaps are requested in few spans, none too long, that contain every gap', () => {
  const gaps = fc.array(fc.record({ skip: fc.integer({ min: 1, max: 40 }), length: fc.integer({ min: 1, max: 60 }) }), {
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 50 }), (pieces, max) => {
      let end = 0;
      const asked = pieces.map(({ skip, length }) => {
        const from = end + skip;
        end = from + length;
        return gap(from, end);
      });
      const spans = spansOf(asked, max);
      const covered = spans.flatMap(({ from, to }) => minutesOf(from, to));
      for (const { from, to } of asked) expect(covered).toEqual(expect.arrayContaining(minutesOf(from, to)));
      expect(new Set(covered).size).toBe(covered.length);
      for (const { from, to } of spans) expect((to - from) / MINUTE).toBeLessThanOrEqual(max);
      // each begins with a missing minute, and another one begins only if the next gap does not fit
      for (const { from } of spans) expect(asked.some((one) => one.from <= from && from < one.to)).toBe(true);
      for (const [i, { from }] of spans.slice(1).entries()) {
        expect(from).toBeGreaterThanOrEqual((spans[i]?.from ?? 0) + max * MINUTE);
      }
    }),
  );
});

test('a minute without a candle before the newest candle had no trade, and repeats the last close', () => {
  const known = byStart(candlesAt(1, 4));
  const added = fillEmpties(known, [gap(0, 1), gap(2, 4), gap(5, 8)], 7 * MINUTE);
  const empty = (close: string) => ({
    close,
    open: close,
    high: close,
    low: close,
    volume: 0,
    quoteVolume: 0,
    trades: 0,
  });
  expect(added).toEqual([
    { start: 2 * MINUTE, ...empty('101') },
    { start: 3 * MINUTE, ...empty('101') },
    { start: 5 * MINUTE, ...empty('104') },
    { start: 6 * MINUTE, ...empty('104') },
  ]);
  // before the first candle no close is known; minute 7 may still come
  expect([known.has(0), known.has(7 * MINUTE)]).toEqual([false, false]);
});

function minutesOf(from: number, to: number): number[] {
  return Array.from({ length: (to - from) / MINUTE }, (_, i) => from + i * MINUTE);
}
