import type { Candle } from './candle.ts';
import { type CandleInterval, INTERVAL_MS, intervalOf } from './candle-interval.ts';
import { foldCandles } from './fold-candles.ts';

/** The intervals in which candles are shown. Some are stored; the others are folded from those. */
export const CHART_INTERVALS = ['1m', '5m', '15m', '1h', '4h', '1d'] as const;
export type ChartInterval = (typeof CHART_INTERVALS)[number];

/** `count` stored candles of `source` make one. */
export const CHART_SOURCES: Readonly<
  Record<ChartInterval, { readonly source: CandleInterval; readonly count: number }>
> = {
  '1m': { source: '1m', count: 1 },
  '5m': { source: '1m', count: 5 },
  '15m': { source: '15m', count: 1 },
  '1h': { source: '1h', count: 1 },
  '4h': { source: '1h', count: 4 },
  '1d': { source: '1d', count: 1 },
};

/** Aligned to UTC. */
export function lengthOf(interval: ChartInterval): number {
  const { source, count } = CHART_SOURCES[interval];
  return count * INTERVAL_MS[source];
}

/**
 * Candles that are made of `count` shorter ones each, which must ascend. One that lacks any of them is left out: its high, low
 * and volume could be wrong.
 */
export function foldWhole(candles: readonly Candle[], lengthMs: number, count: number): Candle[] {
  const found = new Map<number, number>();
  for (const { start } of candles) {
    const whole = intervalOf(start, lengthMs);
    found.set(whole, (found.get(whole) ?? 0) + 1);
  }
  return foldCandles(candles, lengthMs).filter(({ start }) => found.get(start) === count);
}

interface Fold {
  readonly lengthMs: number;
  /** of the candles that it is made of */
  readonly partMs: number;
  /** when trading began, ms; 0: that is not known */
  readonly began: number;
}

/** The same of a coin that is young: the candle in which trading began is made of what there is of it since then. */
export function foldSince(candles: readonly Candle[], { lengthMs, partMs, began }: Fold): Candle[] {
  const first = intervalOf(began, lengthMs);
  const count = lengthMs / partMs;
  const missing = Math.floor((began - first) / partMs);
  const ofFirst = foldWhole(candles, lengthMs, count - missing).filter(({ start }) => start === first);
  return [...ofFirst, ...foldWhole(candles, lengthMs, count).filter(({ start }) => start > first)];
}

/** From `from` up to, not including, `to`; ms. */
export interface CandleGap {
  readonly from: number;
  readonly to: number;
}

/** Where no candle of this length is, between two starts of an interval. `candles` ascend. */
export function gapsBetween(candles: readonly Candle[], { from, to }: CandleGap, lengthMs: number): CandleGap[] {
  const gaps: CandleGap[] = [];
  let covered = from;
  for (const { start } of candles) {
    if (start > covered && covered < to) gaps.push({ from: covered, to: Math.min(start, to) });
    covered = Math.max(covered, start + lengthMs);
  }
  if (covered < to) gaps.push({ from: covered, to });
  return gaps;
}

/**
 * The candle that is open while the minute `open` is: of the minutes since its start, which must ascend, and that one. Null when one
 * of them is not known.
 */
export function foldOpen(minutes: readonly Candle[], open: Candle, lengthMs: number): Candle | null {
  const start = intervalOf(open.start, lengthMs);
  if (minutes.length !== (open.start - start) / INTERVAL_MS['1m']) return null;
  return foldCandles([...minutes, open], lengthMs)[0] ?? null;
}
