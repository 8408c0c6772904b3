import type { Candle } from '../market/candle.ts';
import type { Feed } from '../market/feed.ts';
import { knownTrade, MINUTE_MS, TICK_VERSION, type Tick, type TradeColumns } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import { isWindowed } from '../metrics/metric.ts';
import type { MinuteHistory } from '../metrics/minute-history.ts';
import { valuesAt } from '../metrics/minute-values.ts';
import { metricOf, type Series } from '../metrics/series.ts';

/** The assumed instants of a candle's four prices in its minute, ms; the first is its start. */
const SECOND_MS = 20_000;
const THIRD_MS = 40_000;
const LAST_MS = MINUTE_MS - 1;
const NO_QUANTITIES = ['0', '0', '0', '0'];
const NO_TRADES: TradeColumns = { id: [], time: [], price: [], quantity: [] };
const NO_VALUES = { refs: {}, measures: {} };

export interface CandleTicksOptions {
  readonly symbol: string;
  readonly feed: Feed;
  readonly series: readonly Series[];
  /** the minutes before `from`; the candles are added to it as they pass */
  readonly history: MinuteHistory;
  /** starts of whole minutes, ms; `to` is not included */
  readonly from: number;
  readonly to: number;
  /** of 1 minute, ascending; a minute without one is unknown */
  readonly candles: Iterable<Candle>;
}

/**
 * Stored minutes as ticks, one each. A candle has four prices without their order; this one is assumed: the open, the nearer
 * one of low and high, the other one, the close. So what happens within a minute is an approximation. Ids are made up.
 */
export function* candleTicks(options: CandleTicksOptions): Generator<Tick, void, void> {
  const { symbol, feed, from, to, history } = options;
  const byStart = new Map(Array.from(options.candles, (candle) => [candle.start, candle]));
  const book = { version: 0, metrics: [...options.series], shards: 1 };
  const wanted = new Set(options.series.map(metricOf));
  const needsValues = [...wanted].some(isWindowed);
  let refsBefore: Tick['refs'] = {};
  let previous: Trade | null = null;
  let beforePrevious: Trade | null = null;
  let seq = 0;
  for (let minute = from; minute < to; minute += MINUTE_MS) {
    const candle = byStart.get(minute);
    const values: Pick<Tick, 'refs' | 'measures'> = needsValues ? valuesAt(history, minute, wanted) : NO_VALUES;
    const trades: TradeColumns = candle && candle.trades > 0 ? tradesOf(candle, (previous?.id ?? 0) + 1) : NO_TRADES;
    seq += 1;
    // one literal: there are 43,200 of them
    const tick: Tick = {
      v: TICK_VERSION,
      symbol,
      feed,
      epoch: 1,
      seq,
      book,
      source: 'backfill',
      receivedAt: minute + MINUTE_MS,
      receivedAfter: [],
      publishedAt: minute + MINUTE_MS,
      clockOffsetMs: null,
      previous,
      beforePrevious,
      refs: values.refs,
      refsBefore,
      measures: values.measures,
      minute,
      watermark: minute + MINUTE_MS,
      trades,
    };
    yield tick;
    refsBefore = values.refs;
    const count = trades.id.length;
    beforePrevious = knownTrade(tick, count - 2);
    previous = knownTrade(tick, count - 1);
    if (needsValues) addMinute(history, minute, candle);
  }
}

function addMinute(history: MinuteHistory, minute: number, candle: Candle | undefined): void {
  if (!candle) history.closeUnknown(minute);
  else if (candle.trades === 0) history.closeEmpty(minute);
  else history.close(candle);
}

function tradesOf({ start, open, high, low, close }: Candle, firstId: number): TradeColumns {
  const isLowNearer = Number(open) - Number(low) <= Number(high) - Number(open);
  return {
    id: [firstId, firstId + 1, firstId + 2, firstId + 3],
    time: [start, start + SECOND_MS, start + THIRD_MS, start + LAST_MS],
    price: isLowNearer ? [open, low, high, close] : [open, high, low, close],
    quantity: NO_QUANTITIES,
  };
}
