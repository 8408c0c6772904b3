import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { type ChartInterval, foldSince, lengthOf } from '../../../../domain/market/chart-interval.ts';
import { METRIC_INTERVALS } from '../../../../domain/metrics/candle-reach.ts';
import { metricNamed, WINDOWED } from '../../../../domain/metrics/metric.ts';
import { newHistory, valuesAt } from '../../../../domain/metrics/minute-values.ts';
import { historyBefore, longerBefore, minutesFrom } from '../../../../domain/metrics/past-candles.ts';
import { valueAtPrice } from '../../../../domain/metrics/value-at-price.ts';
import { candlesForEnds, sourcesOf, valuesAtEnds } from '../../../../domain/metrics/values-at-ends.ts';

const MINUTE = 60_000;
/** in the middle of a candle of each length */
const BEGAN = Date.UTC(2026, 10, 1, 5, 38);
const MINUTES = 8 * 1_440 + 77;
const NAMES = WINDOWED.map(({ name }) => name);

/** A coin from its first minute on: a price that goes up and down, and minutes without a trade. */
const MARKET: readonly Candle[] = makeMinutes();
const LONGER = new Map<ChartInterval, Candle[]>(
  METRIC_INTERVALS.map((interval) => {
    const fold = { lengthMs: lengthOf(interval), partMs: MINUTE, began: BEGAN };
    return [interval, foldSince(MARKET, fold)];
  }),
);

/** What a task that has seen every minute knows: the values of each metric in some minutes. */
const SEEN: readonly number[] = [60, 1_447, 3_000, 5_761, 7_203, 9_999, 11_520].map((index) => BEGAN + index * MINUTE);
const LIVE_ENDS: readonly number[] = Array.from(
  { length: 9 },
  (_, index) => Date.UTC(2026, 10, 2) + index * 20 * 3_600_000,
);
const LIVE = followed();

test('a walk that begins in the middle knows what a task knows that saw all of it, from its first minute on', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SEEN),
      fc.nat({ max: 59 }),
      fc.subarray(NAMES, { minLength: 1 }),
      (seen, before, metrics) => {
        const from = seen - before * MINUTE;
        const longer = longerOf(longerBefore(metrics, from));
        const candles = within(MARKET, minutesFrom(metrics, from), seen + MINUTE);
        const history = historyBefore({ metrics, from, to: seen, candles, longer, began: BEGAN });
        for (const candle of within(candles, from, seen)) history.close(candle);
        const { refs, measures } = valuesAt(history, seen, metrics);
        for (const metric of metrics) same({ ...refs, ...measures }[metric], LIVE.get(`${seen} ${metric}`));
      },
    ),
    { numRuns: 60 },
  );
});

test('the values at the ends of intervals are those that a task knew then', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...WINDOWED),
      fc.constantFrom<ChartInterval>('1m', '15m', '1h', '4h'),
      (metric, interval) => {
        const length = lengthOf(interval);
        const ends = LIVE_ENDS.filter((end) => end % length === 0);
        const [first = 0, last = 0] = [ends[0], ends.at(-1)];
        const { isFromMinutes, needsPrices } = sourcesOf(metric, length);
        const needed = candlesForEnds(metric, { first, last });
        const candles = isFromMinutes ? within(MARKET, needed.minutes.from, last) : [];
        const prices = new Map(needsPrices ? ends.map((end) => [end, closeBefore(end)]) : []);
        const found = valuesAtEnds({
          metric,
          ends,
          candles,
          longer: longerOf(needed.longer),
          prices,
          listedFrom: BEGAN,
        });
        for (const [index, end] of ends.entries()) same(found[index], LIVE.get(`${end} ${metric.name} at its close`));
      },
    ),
    { numRuns: 60 },
  );
});

function within(candles: readonly Candle[], from: number, to: number): Candle[] {
  return candles.filter(({ start }) => start >= from && start < to);
}

function closeBefore(end: number): number {
  return Number(MARKET[(end - BEGAN) / MINUTE - 1]?.close);
}

function longerOf(spans: ReturnType<typeof longerBefore>) {
  return Object.fromEntries(
    spans.map(({ interval, from, to }) => [interval, within(LONGER.get(interval) ?? [], from, to)]),
  );
}

function same(found: string | number | null | undefined, expected: string | number | null | undefined): void {
  if (expected === null || expected === undefined) expect(found ?? null).toBeNull();
  else expect(Number(found) / Number(expected) || 1).toBeCloseTo(1, 9);
}

function followed(): Map<string, string | number | null> {
  const live = new Map<string, string | number | null>();
  const history = newHistory({ metrics: NAMES });
  history.beganAt(BEGAN);
  const ends = new Set(LIVE_ENDS);
  for (const candle of MARKET) {
    const minute = candle.start;
    if (SEEN.includes(minute) || ends.has(minute)) {
      const values = valuesAt(history, minute, NAMES);
      for (const name of NAMES) {
        live.set(`${minute} ${name}`, { ...values.refs, ...values.measures }[name] ?? null);
        live.set(`${minute} ${name} at its close`, valueAtPrice(metricNamed(name), closeBefore(minute), values));
      }
    }
    history.close(candle);
  }
  return live;
}

function makeMinutes(): Candle[] {
  let price = 100;
  return Array.from({ length: MINUTES }, (_, index) => {
    const start = BEGAN + index * MINUTE;
    const before = price;
    price *= 1 + 0.004 * Math.sin(index / 13) * Math.cos(index / 211) + (index % 97 === 0 ? 0.01 : 0);
    const isEmpty = index % 7 === 3;
    if (isEmpty) price = before;
    const [open, close] = [String(before), String(price)];
    const [high, low] = [String(Math.max(before, price) * 1.001), String(Math.min(before, price) * 0.999)];
    if (isEmpty) return { start, open, high: open, low: open, close: open, volume: 0, quoteVolume: 0, trades: 0 };
    return { start, open, high, low, close, volume: 1, quoteVolume: 10 + (index % 31), trades: 2 };
  });
}
