import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INTERVAL_MS } from '../../../../domain/market/candle-interval.ts';
import { foldCandles } from '../../../../domain/market/fold-candles.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { LISTED } from '../../../../domain/metrics/metric.ts';
import type { MinuteHistory } from '../../../../domain/metrics/minute-history.ts';
import { newHistory, valuesAt } from '../../../../domain/metrics/minute-values.ts';
import { type Given, PlainMarket } from '../../../oracle/plain-metrics.ts';

const MINUTE = 60_000;
const DAY = 1_440;
/** The first minute that closes live; no hour and no day begins with it. */
const LIVE_FROM = Date.UTC(2026, 10, 20, 7, 23) / MINUTE;

/**
 * How a stretch of minutes becomes known: as each closes, by candles with trades or as empty (`live`) or by candles alone
 * (`candles`); as empty, since there was no trade (`quiet`); not at all (`lost`, `skipped`); by a load at the end (`repaired`).
 */
const KINDS = ['live', 'candles', 'quiet', 'lost', 'skipped', 'repaired'] as const;

const storyArbitrary = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  priceScale: fc.constantFrom(1e-5, 1, 60_000),
  busy: fc.double({ min: 0.05, max: 1, noNaN: true }),
  /** minutes between the first trade, or the beginning of trading that is given, and the first live minute */
  age: fc.oneof(fc.integer({ min: 1, max: 2 * DAY }), fc.integer({ min: 1, max: 33 * DAY })),
  givesBegin: fc.boolean(),
  quietAtFirst: fc.integer({ min: 0, max: 90 }),
  loadedMinutes: fc.oneof(fc.integer({ min: 0, max: 2 * DAY }), fc.integer({ min: 0, max: 9 * DAY })),
  loadedHours: fc.integer({ min: 0, max: 760 }),
  hoursFirst: fc.boolean(),
  hole: fc.record({ back: fc.integer({ min: 1, max: 3 * DAY }), minutes: fc.integer({ min: 0, max: 200 }) }),
  stretches: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), minutes: fc.oneof(fc.nat(90), fc.nat(2_000)) }), {
    maxLength: 8,
  }),
  offsets: fc.array(fc.integer({ min: -240, max: 1_600 }), { minLength: 2, maxLength: 4 }),
});
type Story = typeof storyArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Park and Miller's generator: numbers in [0, 1) that a seed repeats. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The live minutes that have no trade. */
function quietMinutes({ stretches }: Story): Set<number> {
  const quiet = new Set<number>();
  let minute = LIVE_FROM;
  for (const { kind, minutes } of stretches) {
    for (let i = 0; i < minutes; i += 1) if (kind === 'quiet') quiet.add(minute + i);
    minute += minutes;
  }
  return quiet;
}

function tradesOf(story: Story): Trade[] {
  const random = chance(story.seed);
  const quiet = quietMinutes(story);
  const begin = LIVE_FROM - story.age + (story.givesBegin ? story.quietAtFirst : 0);
  const end = LIVE_FROM + story.stretches.reduce((sum, { minutes }) => sum + minutes, 0);
  const trades: Trade[] = [];
  let level = 1 + random();
  for (let minute = begin; minute < end; minute += 1) {
    if (quiet.has(minute) || (minute !== begin && random() > story.busy)) continue;
    for (let i = Math.floor(random() * 3); i >= 0; i -= 1) {
      level *= 1 + (random() - 0.5) / 100;
      const price = (level * story.priceScale).toFixed(story.priceScale > 1 ? 8 : 12).replace(/\.?0+$/, '');
      const quantity = (random() * 10).toFixed(4);
      trades.push({ id: trades.length, time: minute * MINUTE + (trades.length % 50_000), price, quantity });
    }
  }
  return trades;
}

/** A history after the story, and what it was given on the way. */
function live(story: Story, market: PlainMarket): { history: MinuteHistory; given: Given; next: number } {
  const history = newHistory();
  const given: Given = { candles: new Set(), empties: new Set(), hours: new Set(), began: null };
  const repairs: number[] = [];
  const load = (minutes: readonly number[]) => {
    const candles = minutes.flatMap((minute) => market.candle(minute, 1) ?? []);
    for (const { start } of candles) given.candles.add(start / MINUTE);
    history.load(candles.reverse());
  };
  const loadHours = () => {
    const lastHour = Math.floor(LIVE_FROM / 60) - 1;
    const hours = Array.from({ length: story.loadedHours }, (_, i) => lastHour - i);
    const candles = hours.flatMap((hour) => market.candle(hour * 60, 60) ?? []);
    for (const { start } of candles) given.hours.add(start / INTERVAL_MS['1h']);
    history.loadCandles('1h', candles);
  };

  if (story.hoursFirst) loadHours();
  const loaded = Array.from({ length: story.loadedMinutes }, (_, i) => LIVE_FROM - 1 - i);
  const { back, minutes: holeMinutes } = story.hole;
  load(loaded.filter((minute) => minute < LIVE_FROM - back || minute >= LIVE_FROM - back + holeMinutes));
  if (!story.hoursFirst) loadHours();
  // an hour that had not ended by the newest minute is not taken
  const known = history.next === null ? LIVE_FROM : history.next / MINUTE;
  for (const hour of given.hours) if ((hour + 1) * 60 > known) given.hours.delete(hour);
  if (story.givesBegin) {
    given.began = LIVE_FROM - story.age;
    history.beganAt(given.began * MINUTE);
  }

  let next = LIVE_FROM;
  for (const { kind, minutes } of story.stretches) {
    for (const end = next + minutes; next < end; next += 1) {
      const candle = market.candle(next, 1);
      if (kind === 'skipped') continue;
      if (kind === 'lost' || kind === 'repaired') history.closeUnknown(next * MINUTE);
      else if (candle && (kind === 'candles' || candle.trades > 0)) {
        history.close(candle);
        given.candles.add(next);
      } else {
        history.closeEmpty(next * MINUTE);
        given.empties.add(next);
      }
      if (kind === 'repaired') repairs.push(next);
    }
  }
  // minutes that are too old by now can't be filled any more, nor can the hour at the edge
  load(repairs.filter((minute) => minute >= next - 7 * DAY && minute < (history.next ?? 0) / MINUTE));
  return { history, given, next };
}

test('every value is the one of its definition, however its minutes became known', () => {
  fc.assert(
    fc.property(storyArbitrary, (story) => {
      const market = new PlainMarket(tradesOf(story));
      const { history, given, next } = live(story, market);
      for (const ahead of [0, ...story.offsets]) {
        const minute = (history.next === null ? next : history.next / MINUTE) + ahead;
        const { refs, measures } = valuesAt(history, minute * MINUTE, LISTED);
        const plain = market.values(given, minute);
        for (const [metric, value] of Object.entries({ ...refs, ...measures })) {
          const expected = plain[metric];
          if (typeof expected !== 'number') expect(value, metric).toBe(expected);
          else expect(Math.abs(Number(value ?? Number.NaN) - expected), metric).toBeLessThanOrEqual(1e-9 * expected);
        }
      }
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('candles of an hour and of a day are those of their trades', () => {
  fc.assert(
    fc.property(storyArbitrary, (story) => {
      const trades = tradesOf({ ...story, age: Math.min(story.age, 3 * DAY) });
      const market = new PlainMarket(trades);
      const minutes = Array.from({ length: 4 * DAY }, (_, i) => LIVE_FROM - 3 * DAY + i);
      const candles = minutes.flatMap((minute) => market.candle(minute, 1) ?? []);
      for (const interval of ['1h', '1d'] as const) {
        const length = INTERVAL_MS[interval] / MINUTE;
        // the first and the last one are cut off by the range
        for (const folded of foldCandles(candles, INTERVAL_MS[interval]).slice(1, -1)) {
          const plain = market.candle(folded.start / MINUTE, length);
          expect({ ...folded, volume: 0, quoteVolume: 0 }).toEqual({ ...plain, volume: 0, quoteVolume: 0 });
          expect(folded.volume).toBeCloseTo(plain?.volume ?? Number.NaN, 6);
          expect(folded.quoteVolume / (plain?.quoteVolume || 1)).toBeCloseTo(plain?.quoteVolume ? 1 : 0, 9);
        }
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);
