import type { Ticker } from './frame.ts';

/** A trade that moved the ticker must have come within so many heartbeats (seconds) after the ticker … */
export const SILENT_HEARTBEATS = 5;
/** … or so many before it, at its price: the ticker follows the trade, sometimes in the heartbeat after the next. */
export const RECENT_HEARTBEATS = 3;
/** After a subscription the first tickers still reflect trades before it. */
export const SETTLING_HEARTBEATS = 2;

interface WatchedTicker {
  close: number | null;
  volume: number;
  /** number of the heartbeat in whose second the coin's last trade came; and its price */
  tradedAt: number;
  price: number | null;
  /** number of the heartbeat that showed a movement without a trade; null: there was none */
  suspectSince: number | null;
  /** movements count after this heartbeat */
  settledAt: number;
  /** how often the stream was found silent since its last trade */
  times: number;
}

export interface SilentCoin {
  readonly symbol: string;
  /** how often it was found silent since its last trade */
  readonly times: number;
}

/**
 * Finds the coins of one connection whose stream is silent: the ticker shows a trade, and no trade comes. That nothing comes
 * proves nothing by itself, since many coins trade once in ten minutes. It counts heartbeats and not time: while the process
 * stands still, no coin is silent.
 */
export class SilentStreamDetector {
  readonly #tickers = new Map<string, WatchedTicker>();
  #heartbeats = 0;

  /** The coin was subscribed, for the first time or again: its trades must come from now on. */
  follow(symbol: string): void {
    const settledAt = this.#heartbeats + SETTLING_HEARTBEATS;
    const known = this.#tickers.get(symbol) ?? { close: null, volume: 0, price: null, times: 0 };
    this.#tickers.set(symbol, { ...known, settledAt, suspectSince: null, tradedAt: Number.NEGATIVE_INFINITY });
  }

  unfollow(symbol: string): void {
    this.#tickers.delete(symbol);
  }

  /** `price`: null where the id stands for no trade */
  sawTrade(symbol: string, price: number | null): void {
    const ticker = this.#tickers.get(symbol);
    if (!ticker) return;
    ticker.tradedAt = this.#heartbeats;
    ticker.price = price ?? ticker.price;
    ticker.suspectSince = null;
    ticker.times = 0;
  }

  /** Returns the coins that are silent by now, each once until it is followed again. */
  sawHeartbeat(tickers: readonly Ticker[]): SilentCoin[] {
    this.#heartbeats += 1;
    for (const ticker of tickers) this.#compare(ticker);
    const silent: SilentCoin[] = [];
    for (const [symbol, ticker] of this.#tickers) {
      if (ticker.suspectSince === null || this.#heartbeats - ticker.suspectSince < SILENT_HEARTBEATS) continue;
      ticker.suspectSince = null;
      ticker.settledAt = Number.POSITIVE_INFINITY;
      ticker.times += 1;
      silent.push({ symbol, times: ticker.times });
    }
    return silent;
  }

  /**
   * Whether its ticker shows a trade that has not come, and none has come since the heartbeat before: its stream may be
   * silent, so a heartbeat does not hold for it.
   */
  isInDoubt(symbol: string): boolean {
    const ticker = this.#tickers.get(symbol);
    return ticker !== undefined && ticker.suspectSince !== null && this.#heartbeats - ticker.tradedAt > 1;
  }

  #compare({ symbol, close, volume }: Ticker): void {
    const ticker = this.#tickers.get(symbol);
    if (!ticker) return;
    const showsTrade = hasMoved(ticker, close, volume);
    ticker.close = close;
    ticker.volume = volume;
    if (!showsTrade || this.#heartbeats <= ticker.settledAt) return;
    const isRecent = this.#heartbeats - ticker.tradedAt <= RECENT_HEARTBEATS;
    if (!isRecent || ticker.price !== close) ticker.suspectSince ??= this.#heartbeats;
    else ticker.suspectSince = null;
  }
}

/** A falling volume shows no trade: old ones leave the 24 hours. */
function hasMoved(before: WatchedTicker, close: number, volume: number): boolean {
  if (before.close === null) return before.price !== null && before.price !== close;
  return before.close !== close || volume > before.volume;
}
