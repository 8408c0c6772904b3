import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import type { Candle } from '../../../domain/market/candle.ts';
import { type CandleInterval, HOUR_MINUTES, INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import { CHART_SOURCES, type ChartInterval, foldWhole, lengthOf } from '../../../domain/market/chart-interval.ts';

const HOUR_MS = INTERVAL_MS['1h'];
/** Hours are stored when their day is folded, soon after its end: until then there are only their minutes. */
export const UNFOLDED_MS = 2 * INTERVAL_MS['1d'];

type Candles = Pick<CandleTable, 'read' | 'firstAfter'>;

export interface CandleSpan<Interval extends ChartInterval = CandleInterval> {
  readonly symbol: string;
  readonly interval: Interval;
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
  return [...stored, ...foldWhole(await candles.read(symbol, '1m', begin, end), HOUR_MS, HOUR_MINUTES)];
}

/** The same of any interval that is shown. */
export async function readChart(candles: Candles, span: CandleSpan<ChartInterval>, now: number): Promise<Candle[]> {
  const { source, count } = CHART_SOURCES[span.interval];
  const closed = await readClosed(candles, { ...span, interval: source }, now);
  return count === 1 ? closed : foldWhole(closed, lengthOf(span.interval), count);
}

/** A start of an interval before which the span has no candle; null when it is empty. */
export async function firstInChart(
  candles: Candles,
  span: CandleSpan<ChartInterval>,
  now: number,
): Promise<number | null> {
  const first = await firstClosed(candles, { ...span, interval: CHART_SOURCES[span.interval].source }, now);
  return first && Math.max(span.from, intervalOf(first, lengthOf(span.interval)));
}

/** An instant before which the span has no candle; null when it is empty. */
async function firstClosed(candles: Candles, span: CandleSpan, now: number): Promise<number | null> {
  const { symbol, interval, from, to } = span;
  const first = await candles.firstAfter(symbol, interval, from, to);
  if (first !== null || interval !== '1h') return first;
  const minute = await candles.firstAfter(symbol, '1m', Math.max(from, unfoldedFrom(now)), to);
  return minute && intervalOf(minute, HOUR_MS);
}

function unfoldedFrom(now: number): number {
  return intervalOf(now - UNFOLDED_MS, HOUR_MS);
}
