/** One Binance aggregate trade. Price and quantity are decimal strings, time is the exchange's, in ms. */
export interface MarketTrade {
  readonly symbol: string;
  readonly id: number;
  readonly time: number;
  readonly price: string;
  readonly quantity: string;
  /** Ids of the first and last single trade that this one aggregates; `firstId` is the previous trade's `lastId` + 1. */
  readonly firstId: number;
  readonly lastId: number;
  readonly buyerIsMaker: boolean;
}

export type SymbolStatus = 'TRADING' | 'END_OF_DAY' | 'HALT' | 'BREAK' | 'CANCEL_ONLY';

/** A symbol in `exchangeInfo`. Sizes are decimal strings. */
export interface MarketSymbol {
  readonly symbol: string;
  readonly status: SymbolStatus;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly tickSize: string;
  readonly stepSize: string;
}

/** Volumes in base and quote currency; `takerVolume` is the part that buyers took. */
export interface Candle {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly trades: number;
  readonly takerVolume: number;
  readonly takerQuoteVolume: number;
}

export interface CandleRange {
  readonly symbol: string;
  readonly stepMs: number;
  /** First and last open time, both inclusive, both multiples of `stepMs`. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TradeSpan {
  readonly symbol: string;
  readonly fromMs: number;
  /** Inclusive. */
  readonly toMs: number;
  readonly limit: number;
}

export type TradeListener = (trade: MarketTrade) => void;

/** The market behind the protocol server. Every list is in time order; an unknown or silent symbol gives an empty one. */
export interface Market {
  symbols(): readonly MarketSymbol[];
  /** The market's clock in ms: every trade up to this instant was given to the listeners. */
  now(): number;
  /** Trades from `id` on, inclusive; when older ones were purged, from the first one still held. */
  tradesFrom(symbol: string, id: number, limit: number): MarketTrade[];
  /** The newest `limit` trades up to `toMs`, inclusive. */
  recentTrades(symbol: string, toMs: number, limit: number): MarketTrade[];
  /** The oldest `limit` trades of a span of time. */
  tradesBetween(span: TradeSpan): MarketTrade[];
  /** Open time of the oldest candle there is, undefined when there is none. */
  firstCandleMs(symbol: string, stepMs: number): number | undefined;
  /** One candle a step, a flat one where nothing traded; nothing before the first one. */
  candles(range: CandleRange): Candle[];
  /** The last 24 hours as one candle, undefined before the first trade. */
  lastDay(symbol: string): Candle | undefined;
  /** Calls the listener with every new trade, in id order per symbol. Returns the way to stop it. */
  onTrade(listener: TradeListener): () => void;
}
