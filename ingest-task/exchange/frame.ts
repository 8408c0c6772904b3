import type { Trade } from '../../domain/market/trade.ts';

/** A coin's summary of the last 24 hours; `volume` in the base currency. Doubles: they are only compared. */
export interface Ticker {
  readonly symbol: string;
  readonly close: number;
  readonly volume: number;
}

export interface Heartbeat {
  /** ms, exchange clock: the connection has carried everything that happened before */
  readonly eventTime: number;
  /** of the coins that were asked for */
  readonly tickers: readonly Ticker[];
}

/**
 * What a connection brings.
 * - `trade`: one trade.
 * - `marker`: an id that stands for no trade.
 * - `heartbeat`: the exchange has sent everything before `eventTime`.
 * - `shutdown`: the server will close this connection soon.
 * - `answer`: the answer to a control message; `error` is null when the exchange accepted it.
 * - `listing`: the answer that lists the streams of the connection.
 * - `other`: a frame of a kind that was not asked for.
 */
export type Frame =
  | { readonly kind: 'trade'; readonly symbol: string; readonly trade: Trade }
  | { readonly kind: 'marker'; readonly symbol: string; readonly id: number; readonly time: number }
  | (Heartbeat & { readonly kind: 'heartbeat' })
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'answer'; readonly id: number | null; readonly error: string | null }
  | { readonly kind: 'listing'; readonly id: number; readonly streams: readonly string[] }
  | { readonly kind: 'other' };

/** A frame about one coin. */
export type TradeFrame = Extract<Frame, { kind: 'trade' | 'marker' }>;
/** A frame about the market; the others are about the connection. */
export type MarketFrame = Extract<Frame, { kind: 'trade' | 'marker' | 'heartbeat' }>;

/** A frame that can't be read: names the field, and the coin of the trade where the frame says so. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly field: string;
  readonly symbol: string | null;

  constructor(field: string, problem: string, symbol: string | null = null) {
    super(`${field}: ${problem}`);
    this.field = field;
    this.symbol = symbol;
  }
}
