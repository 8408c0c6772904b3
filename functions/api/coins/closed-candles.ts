import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import type { Candle } from '../../../domain/market/candle.ts';
import { type CandleInterval, INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import {
  CHART_SOURCES,
  type ChartInterval,
  foldSince,
  gapsBetween,
  lengthOf,
} from '../../../domain/market/chart-interval.ts';

const MINUTE_MS = INTERVAL_MS['1m'];
/** Longer candles are stored when their day is folded, soon after its end: until then there are only their minutes. */
export const UNFOLDED_MS = 2 * INTERVAL_MS['1d'];
/** Those of 15 minutes may lack for the whole month of minutes: earlier versions did not store them. */
const UNFOLDED_QUARTERS_MS = 32 * INTERVAL_MS['1d'];

type Candles = Pick<CandleTable, 'read' | 'firstAfter'>;

export interface CandleSpan<Interval extends ChartInterval = CandleInterval> {
  readonly symbol: string;
  readonly interval: Interval;
  /** ms, half-open; both are starts of an interval */
  readonly from: number;
  readonly to: number;
  /** when trading began, ms: a candle in which it did is made of what there is since then */
  readonly began?: number | null;
}

/** The closed candles of the span, ascending; those that are not stored yet are folded from their minutes. `now`: exchange clock, ms. */
export async function readClosed(candles: Candles, span: CandleSpan, now: number): Promise<Candle[]> {
  const { symbol, interval, from, to, began } = span;
  const stored = await candles.read(symbol, interval, from, to);
  if (interval === '1m') return stored;
  const lengthMs = INTERVAL_MS[interval];
  const unfolded = { from: Math.max(from, unfoldedFrom(interval, now)), to: Math.min(to, intervalOf(now, lengthMs)) };
  const folded = await Promise.all(
    gapsBetween(stored, unfolded, lengthMs).map(async (gap) =>
      foldSince(await candles.read(symbol, '1m', gap.from, gap.to), { lengthMs, partMs: MINUTE_MS, began: began ?? 0 }),
    ),
  );
  return folded.length === 0 ? stored : [...stored, ...folded.flat()].sort((a, b) => a.start - b.start);
}

/** The same of any interval that is shown. */
export async function readChart(candles: Candles, span: CandleSpan<ChartInterval>, now: number): Promise<Candle[]> {
  const { source, count } = CHART_SOURCES[span.interval];
  const closed = await readClosed(candles, { ...span, interval: source }, now);
  const fold = { lengthMs: lengthOf(span.interval), partMs: INTERVAL_MS[source], began: span.began ?? 0 };
  return count === 1 ? closed : foldSince(closed, fold);
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
  if (interval === '1m') return first;
  const minute = await candles.firstAfter(symbol, '1m', Math.max(from, unfoldedFrom(interval, now)), first ?? to);
  return minute === null ? first : intervalOf(minute, INTERVAL_MS[interval]);
}

function unfoldedFrom(interval: Exclude<CandleInterval, '1m'>, now: number): number {
  return intervalOf(now - (interval === '15m' ? UNFOLDED_QUARTERS_MS : UNFOLDED_MS), INTERVAL_MS[interval]);
}
