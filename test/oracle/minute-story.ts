import fc from 'fast-check';
import type { Trade } from '../../domain/market/trade.ts';
import { METRICS } from '../../domain/metrics/metric.ts';
import type { MinuteHistory } from '../../domain/metrics/minute-history.ts';
import { keptCandles, newHistory, valuesAt } from '../../domain/metrics/minute-values.ts';
import { type Given, LENGTHS, nothingGiven, PlainMarket } from './plain-metrics.ts';

const MINUTE = 60_000;
const DAY = 1_440;
/** The first minute that closes live; no hour and no day begins with it. */
export const LIVE_FROM = Date.UTC(2026, 10, 20, 7, 23) / MINUTE;

/**
 * How a stretch of minutes becomes known: as each closes, by candles with trades or as empty (`live`) or by candles alone
 * (`candles`); as empty, since there was no trade (`quiet`); not at all (`lost`, `skipped`); by a load at the end (`repaired`).
 */
const KINDS = ['live', 'candles', 'quiet', 'lost', 'skipped', 'repaired'] as const;

export const anyMinuteStory = fc.record({
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
  priceScale: fc.constantFrom(1e-5, 1, 60_000),
  busy: fc.double({ min: 0.05, max: 1, noNaN: true }),
  /** minutes between the first trade, or the beginning of trading that is given, and the first live minute */
  age: fc.oneof(fc.integer({ min: 1, max: 2 * DAY }), fc.integer({ min: 1, max: 33 * DAY })),
  givesBegin: fc.boolean(),
  quietAtFirst: fc.oneof(fc.constant(0), fc.nat(90)),
  loadedMinutes: fc.oneof(fc.integer({ min: 0, max: 2 * DAY }), fc.integer({ min: 0, max: 9 * DAY })),
  /** how many candles of each length */
  loadedCandles: fc.record({
    '15m': fc.oneof(fc.nat(100), fc.nat(2_100)),
    '1h': fc.nat(760),
    '4h': fc.nat(150),
    '1d': fc.nat(33),
  }),
  candlesFirst: fc.boolean(),
  /** the candles are kept only after the minutes are known */
  keepsLate: fc.boolean(),
  hole: fc.record({ back: fc.integer({ min: 1, max: 3 * DAY }), minutes: fc.integer({ min: 0, max: 200 }) }),
  stretches: fc.array(fc.record({ kind: fc.constantFrom(...KINDS), minutes: fc.oneof(fc.nat(90), fc.nat(2_000)) }), {
    maxLength: 8,
  }),
  offsets: fc.array(fc.integer({ min: -240, max: 1_600 }), { minLength: 2, maxLength: 4 }),
});
export type MinuteStory = typeof anyMinuteStory extends fc.Arbitrary<infer T> ? T : never;

/** Park and Miller's generator: numbers in [0, 1) that a seed repeats. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** The live minutes that have no trade. */
function quietMinutes({ stretches }: MinuteStory): Set<number> {
  const quiet = new Set<number>();
  let minute = LIVE_FROM;
  for (const { kind, minutes } of stretches) {
    for (let i = 0; i < minutes; i += 1) if (kind === 'quiet') quiet.add(minute + i);
    minute += minutes;
  }
  return quiet;
}

export function tradesOf(story: MinuteStory): Trade[] {
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

/** So many minutes of closes, and of highs and lows, can be made into candles. */
const KEPT_CLOSES = 7 * DAY + 240 + 60;
const KEPT_EXTREMES = DAY + 240 + 60;
const INTERVALS = ['15m', '1h', '4h', '1d'] as const;

/** The candles that close between two minutes, as far as the history still has their minutes. */
function makeCandles(market: PlainMarket, given: Given, { from, to }: { from: number; to: number }): void {
  for (const minutes of Object.values(LENGTHS)) {
    for (let candle = Math.ceil(from / minutes); (candle + 1) * minutes <= to; candle += 1) {
      const back = to - candle * minutes;
      if (back <= KEPT_CLOSES) market.make(given, { minutes, candle, withExtremes: back <= KEPT_EXTREMES });
    }
  }
}

/** A history after the story, and what it was given on the way. */
function live(story: MinuteStory, market: PlainMarket): { history: MinuteHistory; given: Given; next: number } {
  const history = newHistory(story.keepsLate ? {} : { metrics: METRICS });
  const given = nothingGiven();
  const repairs: number[] = [];
  const load = (minutes: readonly number[]) => {
    const candles = minutes.flatMap((minute) => market.candle(minute, 1) ?? []);
    for (const { start } of candles) given.candles.add(start / MINUTE);
    history.load(candles.reverse());
  };
  const loadCandles = () => {
    for (const interval of INTERVALS) {
      const length = LENGTHS[interval] ?? 0;
      const last = Math.floor(LIVE_FROM / length) - 1;
      const numbers = Array.from({ length: story.loadedCandles[interval] }, (_, i) => last - i);
      const candles = numbers.flatMap((number) => market.candle(number * length, length) ?? []);
      for (const { start } of candles) given.closed.get(length)?.add(start / MINUTE / length);
      history.loadCandles(interval, candles);
    }
    for (const hour of given.closed.get(60) ?? []) given.extremes.add(hour);
  };

  const isFirst = story.candlesFirst && !story.keepsLate;
  if (isFirst) loadCandles();
  const loaded = Array.from({ length: story.loadedMinutes }, (_, i) => LIVE_FROM - 1 - i);
  const { back, minutes: holeMinutes } = story.hole;
  load(loaded.filter((minute) => minute < LIVE_FROM - back || minute >= LIVE_FROM - back + holeMinutes));
  if (story.keepsLate) history.keep(keptCandles(METRICS));
  if (!isFirst) loadCandles();
  // a candle that had not closed by the newest minute is not taken
  const known = history.next === null ? LIVE_FROM : history.next / MINUTE;
  for (const [length, candles] of given.closed)
    for (const candle of candles) if ((candle + 1) * length > known) candles.delete(candle);
  for (const hour of given.extremes) if ((hour + 1) * 60 > known) given.extremes.delete(hour);
  if (story.givesBegin) {
    given.began = LIVE_FROM - story.age;
    history.beganAt(given.began * MINUTE);
  }
  makeCandles(market, given, { from: known - KEPT_CLOSES, to: known });

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
      for (const length of Object.values(LENGTHS))
        if ((next + 1) % length === 0) makeCandles(market, given, { from: next + 1 - length, to: next + 1 });
      if (kind === 'repaired') repairs.push(next);
    }
  }
  // values that were asked for before must not stand in the way of what becomes known now
  if (repairs.length > 0) valuesAt(history, history.next ?? 0, METRICS);
  // minutes that are too old by now can't be filled any more
  const newest = (history.next ?? 0) / MINUTE;
  load(repairs.filter((minute) => minute >= next - 7 * DAY && minute < newest));
  if (repairs.length > 0) makeCandles(market, given, { from: newest - KEPT_CLOSES, to: newest });
  return { history, given, next };
}

/** Of a part of a whole, which may be 0, in its own unit. */
function errorOf(metric: string, expected: number): number {
  return 1e-9 * (/^(rsi|bollinger)-/.test(metric) ? 1 : Math.abs(expected));
}

/** The values of a history after the story that differ from those of their definitions; unknown ones count. */
export function differentValues(story: MinuteStory): string[] {
  const market = new PlainMarket(tradesOf(story));
  const { history, given, next } = live(story, market);
  return [0, ...story.offsets].flatMap((ahead) => {
    const minute = (history.next === null ? next : history.next / MINUTE) + ahead;
    const { refs, measures } = valuesAt(history, minute * MINUTE, METRICS);
    const plain = market.values(given, minute);
    return Object.entries({ ...refs, ...measures }).flatMap(([metric, value]) => {
      const expected = plain[metric];
      const isSame =
        typeof expected === 'number'
          ? Math.abs(Number(value ?? Number.NaN) - expected) <= errorOf(metric, expected)
          : value === expected;
      return isSame ? [] : [`${metric} in minute ${ahead}: ${value}, not ${expected}`];
    });
  });
}
