import type { ExchangeError } from './exchange-error.ts';
import type { Frame } from './frame.ts';
import type { CandleAnswer, CandleRange, CatalogueAnswer, TradeRow, TradesFrom, TradesSince } from './market-rows.ts';

/**
 * Everything that is one exchange's own: one object in `exchanges/NAME/`, listed in `exchanges/exchanges.ts`. The rest of the
 * task opens the connections, counts the requests and waits after errors, the same way for each of them.
 */
export interface Exchange {
  readonly socket: SocketProtocol;
  readonly rest: RestProtocol;
  /** where the exchange serves no address of this region: what to do, for people */
  readonly regionRemedy: string;
}

export interface SocketLimits {
  /** the exchange's bound on the streams of a connection, its heartbeat included */
  readonly maxStreams: number;
  /** our own bound, so that little is lost with one connection */
  readonly coinsPerConnection: number;
  readonly maxConnections: number;
  /** sockets opened in a rolling window, of all connections together */
  readonly connects: { readonly max: number; readonly windowMs: number };
  /** A connection is replaced when it is this old, up to `ageJitterMs` earlier. */
  readonly maxAgeMs: number;
  readonly ageJitterMs: number;
  readonly maxFrameBytes: number;
  readonly streamsPerMessage: number;
  /** time between two control messages of a connection */
  readonly messageSpacingMs: number;
  /**
   * Seconds without a heartbeat that are normal while the connection is sound. Where they are more than those after which a silent
   * socket counts as dead, the exchange is quiet at times: the connection is pinged then. A pong proves the line and not the data.
   */
  readonly maxHeartbeatGapS: number;
}

/** How the exchange speaks on its sockets. A stream is the exchange's name for what can be subscribed. */
export interface SocketProtocol {
  /** follows the base address */
  readonly path: string;
  readonly limits: SocketLimits;
  /** the stream of heartbeats: about one a second while anything trades */
  readonly heartbeatStream: string;
  tradeStream(symbol: string): string;
  /** The control messages. The answer to each repeats `id`. */
  subscribe(id: number, streams: readonly string[]): string;
  unsubscribe(id: number, streams: readonly string[]): string;
  /** asks for the connection's streams; null where the exchange can't list them */
  readonly list: ((id: number) => string) | null;
  /** Whether the exchange refused a message because of a stream in it; other errors say nothing about the streams. */
  isInvalidStream(error: string): boolean;
  /** Whether a socket refused with this HTTP status means that the exchange serves no address of this region. */
  isRegionRefusal(status: number | undefined): boolean;
  /**
   * Runs for every trade of the market. `isWanted`: the coins whose tickers a heartbeat should contain.
   * @throws FrameError
   */
  readFrame(text: string, isWanted: (symbol: string) => boolean): Frame;
}

/** One request. */
export interface RestRequest<Result> {
  /** names it in error messages */
  readonly subject: string;
  /** path and query; follows the base address */
  readonly path: string;
  readonly weight: number;
  readonly timeoutMs: number;
  /** @throws AnswerError */
  read(answer: unknown): Result;
}

/** A page of an answer: rows at most, and the weight of its request. */
export interface PageSize {
  readonly rows: number;
  readonly weight: number;
}

export interface RestLimits {
  /** request weight that the exchange allows an address in each minute */
  readonly weightPerMinute: number;
  readonly tradePage: PageSize;
  readonly candlePage: PageSize;
}

/** What the exchange can be asked for, none of which needs a key. */
export interface RestProtocol {
  readonly limits: RestLimits;
  /** Ids that the exchange no longer has, or does not give yet, are left out. */
  tradesFrom(range: TradesFrom): RestRequest<TradeRow[]>;
  tradesSince(range: TradesSince): RestRequest<TradeRow[]>;
  /** At most one row. */
  newestTrade(symbol: string): RestRequest<TradeRow[]>;
  /** Ascending; the last one may belong to an interval that is not over. Unknown intervals are left out. */
  candles(range: CandleRange): RestRequest<CandleAnswer>;
  /** The first `count` 1-minute candles of the coin. */
  firstCandles(symbol: string, count: number): RestRequest<CandleAnswer>;
  /** Every symbol, with its status in the words of `Listing`. */
  catalogue(): RestRequest<CatalogueAnswer>;
  /** The exchange's clock, ms. */
  clock(): RestRequest<number>;
  /** The weight used in the present minute, as an answer says it; null where it does not. */
  usedWeightOf(headers: Headers): number | null;
  /** What an answer that is not 2xx means. */
  errorOf(response: Pick<Response, 'status' | 'url' | 'headers'>): ExchangeError;
}
