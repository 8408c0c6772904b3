import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import {
  type Candle,
  type CandleInterval,
  foldCandles,
  INTERVAL_MS,
  intervalOf,
} from '../../../domain/market/candle.ts';

const HOUR_MS = INTERVAL_MS['1h'];
const HOUR_MINUTES = HOUR_MS / INTERVAL_MS['1m'];
/** Hours are stored when their day is folded, soon after its end: until then there are only their minutes. */
const UNFOLDED_MS = 2 * INTERVAL_MS['1d'];

type Candles = Pick<CandleTable, 'read' | 'firstAfter'>;

export interface CandleSpan {
  readonly symbol: string;
  readonly interval: CandleInterval;
  /** ms, half-open; both are starts of an interval */
  readonly from: number;
  readonly to: number;
}

/** The closed candles of the span, ascending; the last hours are folded from their minutes. `now`: exchange clock, ms. */
export async function readClosed(candles: Candles, span: CandleSpan, now: number): Promise<Candle[]> {
  const { symbol, interval, from, to } = span;
  const stored = await candles.read(symbol, interval, from, to);
  if (interval !== '1h') return stored;
  const begin = Math.max(from, (stored.at(-1)?.start ?? 0) + HOUR_MS, unfoldedFrom(now));
  const end = Math.min(to, intervalOf(now, HOUR_MS));
  if (begin >= end) return stored;
  return [...stored, ...foldWholeHours(await candles.read(symbol, '1m', begin, end))];
}

/** An instant before which the span has no candle; null when it is empty. */
export async function firstClosed(candles: Candles, span: CandleSpan, now: number): Promise<number | null> {
  const { symbol, interval, from, to } = span;
  const first = await candles.firstAfter(symbol, interval, from, to);
  if (first !== null || interval !== '1h') return first;
  const minute = await candles.firstAfter(symbol, '1m', Math.max(from, unfoldedFrom(now)), to);
  return minute && intervalOf(minute, HOUR_MS);
}

function unfoldedFrom(now: number): number {
  return intervalOf(now - UNFOLDED_MS, HOUR_MS);
}

/** An hour that lacks a minute is left out: its high, low and volume could be wrong. */
function foldWholeHours(minutes: readonly Candle[]): Candle[] {
  const counts = new Map<number, number>();
  for (const { start } of minutes) {
    const hour = intervalOf(start, HOUR_MS);
    counts.set(hour, (counts.get(hour) ?? 0) + 1);
  }
  return foldCandles(minutes, HOUR_MS).filter(({ start }) => counts.get(start) === HOUR_MINUTES);
}
