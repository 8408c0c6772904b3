import type { Candle } from '../market/candle.ts';
import { MINUTE_MS } from '../market/tick.ts';

/** Half of the spans of so many minutes have a price that is further away: so the levels are passed about so often. */
const SPAN_MINUTES = 10;
/** With fewer the median says little. */
const MIN_SPANS = 20;
/** Of a coin whose history is not there yet. */
const DEFAULT_MOVE = 0.002;
/** Wider than the spread of a busy coin: the trades between bid and ask must not fire it. */
const MIN_MOVE = 0.0002;
const MAX_MOVE = 0.5;

/**
 * How far the price usually gets from where it was, within ten minutes: the median over all spans of ten closed minutes without a gap, as
 * a part of the price. `candles`: of one minute, ascending.
 */
export function usualMove(candles: readonly Candle[]): number {
  const moves = candles.flatMap((_, index) => moveOf(candles.slice(index, index + SPAN_MINUTES)) ?? []);
  const median = moves.toSorted((a, b) => a - b)[Math.floor(moves.length / 2)];
  if (median === undefined || moves.length < MIN_SPANS) return DEFAULT_MOVE;
  return Math.min(Math.max(median, MIN_MOVE), MAX_MOVE);
}

/** The furthest that the price was from the open of the span; null when minutes are missing. */
function moveOf(span: readonly Candle[]): number | null {
  const [first] = span;
  const last = span.at(-1);
  if (!first || !last || span.length < SPAN_MINUTES) return null;
  if (last.start - first.start !== (SPAN_MINUTES - 1) * MINUTE_MS) return null;
  const open = Number(first.open);
  return Math.max(...span.map(({ high, low }) => Math.max(Number(high) / open - 1, 1 - Number(low) / open)));
}
