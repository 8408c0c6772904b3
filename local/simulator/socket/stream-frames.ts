import type { Candle, MarketTrade } from '../market/market.ts';

export const MINI_TICKER_STREAM = '!miniTicker@arr';

export function aggTradeStream(symbol: string): string {
  return `${symbol.toLowerCase()}@aggTrade`;
}

/** Binance prints every price and quantity with eight decimals. */
export function decimal(value: number): string {
  return value.toFixed(8);
}

/** The socket event of one aggregate trade; `eventTime` (ms) is when the exchange sent it. */
export function aggTradeFrame(trade: MarketTrade, eventTime: number): string {
  return JSON.stringify({
    e: 'aggTrade',
    E: Math.max(eventTime, trade.time),
    s: trade.symbol,
    ...aggTradeFields(trade),
  });
}

/** The fields of an aggregate trade that the socket and REST have in common. */
export function aggTradeFields(trade: MarketTrade): Record<string, unknown> {
  return {
    a: trade.id,
    p: trade.price,
    q: trade.quantity,
    f: trade.firstId,
    l: trade.lastId,
    T: trade.time,
    m: trade.buyerIsMaker,
    M: true,
  };
}

export interface DayCandle {
  readonly symbol: string;
  readonly day: Candle;
}

/** The array frame of `!miniTicker@arr`. */
export function miniTickerFrame(days: readonly DayCandle[], eventTime: number): string {
  return JSON.stringify(
    days.map(({ symbol, day }) => ({
      e: '24hrMiniTicker',
      E: eventTime,
      s: symbol,
      c: decimal(day.close),
      o: decimal(day.open),
      h: decimal(day.high),
      l: decimal(day.low),
      v: decimal(day.volume),
      q: decimal(day.quoteVolume),
    })),
  );
}

/** Wraps a raw payload as `/stream` sends it. */
export function combinedFrame(stream: string, payload: string): string {
  return `{"stream":${JSON.stringify(stream)},"data":${payload}}`;
}
