import type { Candle, MarketTrade } from './market.ts';

/** The candle of a step in which nothing traded: it repeats the last close. */
export function flatCandle(openTime: number, price: number): Candle {
  return {
    openTime,
    open: price,
    high: price,
    low: price,
    close: price,
    volume: 0,
    quoteVolume: 0,
    trades: 0,
    takerVolume: 0,
    takerQuoteVolume: 0,
  };
}

/** The candle that one trade alone would make. */
export function tradeCandle(openTime: number, trade: MarketTrade): Candle {
  const price = Number(trade.price);
  const volume = Number(trade.quantity);
  const taken = trade.buyerIsMaker ? 0 : volume;
  return {
    ...flatCandle(openTime, price),
    volume,
    quoteVolume: volume * price,
    trades: trade.lastId - trade.firstId + 1,
    takerVolume: taken,
    takerQuoteVolume: taken * price,
  };
}

/** Joins two candles, the earlier one first, under the first one's open time. */
export function joinCandles(first: Candle, second: Candle): Candle {
  // A candle without trades only carries a price over, so it must not stretch the range of one that has some.
  if (first.trades === 0 && second.trades > 0) return { ...second, openTime: first.openTime };
  if (second.trades === 0) return first;
  return {
    openTime: first.openTime,
    open: first.open,
    high: Math.max(first.high, second.high),
    low: Math.min(first.low, second.low),
    close: second.close,
    volume: first.volume + second.volume,
    quoteVolume: first.quoteVolume + second.quoteVolume,
    trades: first.trades + second.trades,
    takerVolume: first.takerVolume + second.takerVolume,
    takerQuoteVolume: first.takerQuoteVolume + second.takerQuoteVolume,
  };
}

/** Joins candles in time order into those of a longer step. */
export function foldCandles(candles: readonly Candle[], stepMs: number): Candle[] {
  const folded: Candle[] = [];
  for (const candle of candles) {
    const openTime = floorTo(candle.openTime, stepMs);
    const last = folded.at(-1);
    if (last?.openTime === openTime) folded[folded.length - 1] = joinCandles(last, candle);
    else folded.push({ ...candle, openTime });
  }
  return folded;
}

/** All candles as one, undefined when there is none. */
export function foldIntoOne(candles: readonly Candle[]): Candle | undefined {
  return candles.length === 0 ? undefined : candles.reduce(joinCandles);
}

export function floorTo(value: number, step: number): number {
  return Math.floor(value / step) * step;
}
