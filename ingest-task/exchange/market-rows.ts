import type { Candle } from '../../domain/market/candle.ts';
import type { CandleInterval } from '../../domain/market/candle-interval.ts';
import type { Listing } from '../../domain/market/coin.ts';
import type { Trade } from '../../domain/market/trade.ts';

/** One id of a coin. `trade` is null for an id that stands for no trade; `time` in exchange ms. */
export interface ReadTrade {
  readonly id: number;
  readonly time: number;
  readonly trade: Trade | null;
}

/** A row of an answer about trades. Where it can't be read `unreadable` says why; `time` is NaN then, and `trade` null. */
export interface TradeRow extends ReadTrade {
  /** `message` names the field, `content` is the row as it came */
  readonly unreadable?: { readonly message: string; readonly content: string };
}

/** Which trades: those from id `fromId` on, ascending, at most one page of them. */
export interface TradesFrom {
  readonly symbol: string;
  readonly fromId: number;
}

/** Which trades: those made at `from` (exchange ms) or later, ascending, at most one page of them. */
export interface TradesSince {
  readonly symbol: string;
  readonly from: number;
}

/** A row that is no candle. `start`: ms, null where it can't be read either. */
export interface UnreadableCandle {
  readonly start: number | null;
  readonly error: string;
  readonly content: string;
}

export interface CandleAnswer {
  /** in the order of the answer */
  readonly candles: Candle[];
  readonly unreadable: UnreadableCandle[];
}

/** Which candles: those that begin from `from` up to, not including, `to`, ms; at most one page of them. */
export interface CandleRange {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly from: number;
  readonly to: number;
}

/** An entry of the catalogue that can't be read. `symbol`: its coin; null where the entry does not say so. */
export interface UnreadableListing {
  readonly symbol: string | null;
  readonly error: string;
  readonly content: string;
}

export interface CatalogueAnswer {
  readonly listings: readonly Listing[];
  readonly unreadable: readonly UnreadableListing[];
}
