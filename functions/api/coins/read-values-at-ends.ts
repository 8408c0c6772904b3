import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import { INTERVAL_MS } from '../../../domain/market/candle-interval.ts';
import { CHART_SOURCES, type ChartInterval, lengthOf } from '../../../domain/market/chart-interval.ts';
import type { WindowedDefinition } from '../../../domain/metrics/metric.ts';
import { candlesForEnds, sourcesOf, valuesAtEnds } from '../../../domain/metrics/values-at-ends.ts';
import { readChart } from './closed-candles.ts';
import { readLonger } from './read-past-candles.ts';

/** Stored candles that the steps of one answer hold; those that its first value reaches back to come on top. */
export const MAX_HELD = { '1m': 20_160, '15m': 7_500, '1h': 7_500, '1d': 7_500 };

export interface EndsAsked {
  readonly symbol: string;
  readonly metric: WindowedDefinition;
  readonly interval: ChartInterval;
  /** ends of intervals one after the other, ms */
  readonly ends: readonly number[];
  /** when trading began, ms; null when that is not known */
  readonly began: number | null;
  /** exchange clock, ms */
  readonly now: number;
}

/** The metric as it was known at the end of each interval; null where it was not known. */
export async function readValuesAtEnds(
  table: Pick<CandleTable, 'read' | 'firstAfter'>,
  { symbol, metric, interval, ends, began, now }: EndsAsked,
): Promise<(number | null)[]> {
  const [first, last] = [ends[0], ends.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lengthMs = lengthOf(interval);
  const { isFromMinutes, needsPrices } = sourcesOf(metric, lengthMs);
  const needed = candlesForEnds(metric, { first, last });
  const span = { symbol, interval, from: first - lengthMs, to: last, began };
  const [candles, longer, priced] = await Promise.all([
    isFromMinutes ? table.read(symbol, '1m', Math.max(0, needed.minutes.from), last) : [],
    readLonger(table, needed.longer, { symbol, began, now }),
    needsPrices ? readChart(table, span, now) : [],
  ]);
  const prices = new Map(priced.map(({ start, close }) => [start + lengthMs, Number(close)]));
  return valuesAtEnds({ metric, ends, candles, longer, prices, listedFrom: began });
}

/** How many intervals can be answered for at once. */
export function mostEnds(metric: WindowedDefinition, interval: ChartInterval): number {
  const { isFromMinutes, intervals, needsPrices } = sourcesOf(metric, lengthOf(interval));
  const sources = [...intervals, ...(needsPrices ? [interval] : [])].map((each) => CHART_SOURCES[each].source);
  const heldMs = [...sources, ...(isFromMinutes ? (['1m'] as const) : [])].map((it) => MAX_HELD[it] * INTERVAL_MS[it]);
  return Math.max(1, Math.floor(Math.min(...heldMs) / lengthOf(interval)));
}
