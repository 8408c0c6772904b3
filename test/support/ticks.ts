import { minuteOf, type Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';

const EPOCH_START = Date.UTC(2026, 0, 5, 12, 0, 0);

export function buildTrade(trade: Partial<Trade> & { id: number }): Trade {
  return { time: EPOCH_START + trade.id * 10, price: '100', quantity: '1', ...trade };
}

/** A tick of `trades`, or of `previous` alone. Other fields have simple defaults. */
export function buildTick(trades: readonly Trade[], fields: Partial<Omit<Tick, 'trades'>> = {}): Tick {
  const first = trades[0];
  return {
    v: 1,
    symbol: 'BTCUSDT',
    feed: 'binance',
    epoch: 1,
    seq: 1,
    book: { version: 1, metrics: ['price'], shards: 1 },
    source: 'live',
    receivedAt: 1,
    receivedAfter: [],
    publishedAt: 2,
    clockOffsetMs: null,
    previous: null,
    beforePrevious: null,
    refs: {},
    refsBefore: {},
    measures: {},
    minute: minuteOf(first?.time ?? fields.watermark ?? 0),
    watermark: null,
    ...fields,
    trades: {
      id: trades.map(({ id }) => id),
      time: trades.map(({ time }) => time),
      price: trades.map(({ price }) => price),
      quantity: trades.map(({ quantity }) => quantity),
    },
  };
}

export interface Cut {
  /** most trades in the next tick */
  readonly size: number;
  /** whether the tick's watermark is at its last trade */
  readonly marked: boolean;
}

/** The trades as the ingest task would publish them, cut by `cuts` in turn and at every minute. */
export function cutIntoTicks(trades: readonly Trade[], cuts: readonly Cut[], fields: Partial<Tick> = {}): Tick[] {
  const ticks: Tick[] = [];
  let from = 0;
  while (from < trades.length) {
    const { size, marked } = cuts[ticks.length % cuts.length] ?? { size: 1, marked: false };
    const minute = minuteOf(trades[from]?.time ?? 0);
    let to = from + 1;
    while (to < trades.length && to - from < size && minuteOf(trades[to]?.time ?? 0) === minute) to += 1;
    const before = { previous: trades[from - 1] ?? null, beforePrevious: trades[from - 2] ?? null };
    const watermark = marked ? (trades[to - 1]?.time ?? null) : null;
    ticks.push(buildTick(trades.slice(from, to), { ...fields, ...before, watermark, seq: ticks.length + 1 }));
    from = to;
  }
  return ticks;
}
