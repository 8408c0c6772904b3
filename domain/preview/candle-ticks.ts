import type { Candle } from '../market/candle.ts';
import type { Feed } from '../market/coin.ts';
import { MINUTE_MS, TICK_VERSION, type Tick, type TradeColumns } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import { isWindowed } from '../metrics/metric.ts';
import type { MinuteHistory } from '../metrics/minute-history.ts';
import { valuesAt } from '../metrics/minute-values.ts';
import { metricOf, type Series } from '../metrics/series.ts';

/** The assumed instants of a candle's four prices in its minute, ms. */
const INSTANTS = [0, 20_000, 40_000, MINUTE_MS - 1];
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
  const { from, to, history } = options;
  const byStart = new Map([...options.candles].map((candle) => [candle.start, candle]));
  const wanted = new Set(options.series.map(metricOf));
  const needsValues = [...wanted].some(isWindowed);
  let refsBefore: Tick['refs'] = {};
  let previous: Trade | null = null;
  let beforePrevious: Trade | null = null;
  let seq = 0;
  for (let minute = from; minute < to; minute += MINUTE_MS) {
    const candle = byStart.get(minute);
    const { refs, measures }: Pick<Tick, 'refs' | 'measures'> = needsValues
      ? valuesAt(history, minute, wanted)
      : NO_VALUES;
    const trades: Trade[] = candle && candle.trades > 0 ? tradesOf(candle, (previous?.id ?? 0) + 1) : [];
    seq += 1;
    const tick: Tick = {
      ...envelope(options, { minute, seq, previous, beforePrevious }),
      ...{ refs, refsBefore, measures, trades: columnsOf(trades) },
    };
    yield tick;
    refsBefore = refs;
    beforePrevious = trades.at(-2) ?? beforePrevious;
    previous = trades.at(-1) ?? previous;
    if (needsValues) addMinute(history, minute, candle);
  }
}

function addMinute(history: MinuteHistory, minute: number, candle: Candle | undefined): void {
  if (!candle) history.closeUnknown(minute);
  else if (candle.trades === 0) history.closeEmpty(minute);
  else history.close(candle);
}

/** The fields of a tick that depend on what happened in its minute. */
type Content = 'refs' | 'refsBefore' | 'measures' | 'trades';

interface Envelope {
  readonly minute: number;
  readonly seq: number;
  readonly previous: Trade | null;
  readonly beforePrevious: Trade | null;
}

function envelope(options: CandleTicksOptions, { minute, seq, ...before }: Envelope): Omit<Tick, Content> {
  const { symbol, feed, series } = options;
  const metrics: string[] = [...series];
  return {
    v: TICK_VERSION,
    symbol,
    feed,
    epoch: 1,
    seq,
    book: { version: 0, metrics, shards: 1 },
    source: 'backfill',
    receivedAt: minute + MINUTE_MS,
    receivedAfter: [],
    publishedAt: minute + MINUTE_MS,
    clockOffsetMs: null,
    ...before,
    minute,
    watermark: minute + MINUTE_MS,
  };
}

function tradesOf(candle: Candle, firstId: number): Trade[] {
  const { open, high, low, close } = candle;
  const isLowNearer = Number(open) - Number(low) <= Number(high) - Number(open);
  const prices = isLowNearer ? [open, low, high, close] : [open, high, low, close];
  return prices.map((price, index) => ({
    id: firstId + index,
    time: candle.start + (INSTANTS[index] ?? 0),
    price,
    quantity: '0',
  }));
}

function columnsOf(trades: readonly Trade[]): TradeColumns {
  if (trades.length === 0) return NO_TRADES;
  return {
    id: trades.map(({ id }) => id),
    time: trades.map(({ time }) => time),
    price: trades.map(({ price }) => price),
    quantity: trades.map(({ quantity }) => quantity),
  };
}
