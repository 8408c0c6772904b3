import type { Candle } from '../../domain/market/candle.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import { emptyCandle } from './open-candle.ts';

/** 1-minute candles by their start. */
export type KnownMinutes = Map<number, Candle>;

export function byStart(...lists: readonly (readonly Candle[])[]): KnownMinutes {
  const known: KnownMinutes = new Map();
  for (const list of lists) for (const candle of list) if (!known.has(candle.start)) known.set(candle.start, candle);
  return known;
}

export function sorted(candles: Iterable<Candle>): Candle[] {
  return [...candles].sort((a, b) => a.start - b.start);
}

/** The minutes from `from` up to, not including, `to` that are not known. */
export function missingIn(known: KnownMinutes, from: number, to: number): MinuteGap[] {
  const gaps: MinuteGap[] = [];
  for (let minute = from; minute < to; minute += MINUTE_MS) {
    if (known.has(minute)) continue;
    const last = gaps.at(-1);
    if (last?.to === minute) gaps[gaps.length - 1] = { from: last.from, to: minute + MINUTE_MS };
    else gaps.push({ from: minute, to: minute + MINUTE_MS });
  }
  return gaps;
}

/** Spans of at most `maxMinutes` that contain all the gaps, which ascend. */
export function spansOf(gaps: readonly MinuteGap[], maxMinutes: number): MinuteGap[] {
  const spans: MinuteGap[] = [];
  for (const gap of gaps) {
    for (let from = gap.from; from < gap.to; ) {
      const last = spans.at(-1);
      const end = last && last.from + maxMinutes * MINUTE_MS;
      const to = Math.min(gap.to, end !== undefined && from < end ? end : from + maxMinutes * MINUTE_MS);
      if (last && end !== undefined && from < end) spans[spans.length - 1] = { from: last.from, to };
      else spans.push({ from, to });
      from = to;
    }
  }
  return spans;
}

/** The part of the gaps that lies in none of the spans. */
export function without(gaps: readonly MinuteGap[], spans: readonly MinuteGap[]): MinuteGap[] {
  let left = [...gaps];
  for (const span of spans) {
    left = left.flatMap(({ from, to }) => {
      const parts = [
        { from, to: Math.min(to, span.from) },
        { from: Math.max(from, span.to), to },
      ];
      return span.to <= from || span.from >= to ? [{ from, to }] : parts.filter((part) => part.from < part.to);
    });
  }
  return left;
}

/**
 * Minutes without a candle before `newest`, the exchange's newest candle, had no trade: they repeat the last close. Adds them
 * to `known` and returns those added.
 */
export function fillEmpties(known: KnownMinutes, gaps: readonly MinuteGap[], newest: number): Candle[] {
  const added: Candle[] = [];
  for (const { from, to } of gaps) {
    for (let minute = from; minute < Math.min(to, newest); minute += MINUTE_MS) {
      const before = known.get(minute - MINUTE_MS);
      if (known.has(minute) || !before) continue;
      const empty = emptyCandle(minute, before.close);
      known.set(minute, empty);
      added.push(empty);
    }
  }
  return added;
}
