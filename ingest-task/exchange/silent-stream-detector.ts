import type { MiniTicker } from '../exchanges/binance/read-heartbeat.ts';

/** A trade that moved the ticker has to have come within so many heartbeats (seconds) … */
export const MUTE_HEARTBEATS = 5;
/** … or so many before, and at the ticker's price: that follows the trade, sometimes in the heartbeat after the next. */
export const RECENT_HEARTBEATS = 3;
/** After a subscription the first tickers still tell of trades before it. */
export const SETTLING_HEARTBEATS = 2;

interface Ticker {
  close: number | null;
  volume: number;
  /** the heartbeat in whose second the coin's last trade came, by number; and its price */
  tradedAt: number;
  price: number | null;
  /** the heartbeat that showed a movement without a trade; null: there was none */
  suspectSince: number | null;
  /** movements count after this heartbeat */
  settledAt: number;
  /** how often it was found mute since its last trade */
  times: number;
}

export interface SilentCoin {
  readonly symbol: string;
  /** found mute so often since its last trade */
  readonly times: number;
}

/**
 * Finds the coins of one connection that are mute: their mini ticker tells of a trade, and no trade comes. The silence of a
 * coin says nothing, since many trade once in ten minutes. Heartbeats are counted and not time, so that a process that was
 * held up does not take its own pause for a coin's.
 */
export class SilentStreamDetector {
  readonly #tickers = new Map<string, Ticker>();
  #heartbeats = 0;

  /** The coin was subscribed, or was again: from now on its trades have to come. */
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

  /** The coins that are mute by now. Of each that is said once, until it is followed again. */
  sawHeartbeat(moved: readonly MiniTicker[]): SilentCoin[] {
    this.#heartbeats += 1;
    for (const ticker of moved) this.#compare(ticker);
    const mute: SilentCoin[] = [];
    for (const [symbol, ticker] of this.#tickers) {
      if (ticker.suspectSince === null || this.#heartbeats - ticker.suspectSince < MUTE_HEARTBEATS) continue;
      ticker.suspectSince = null;
      ticker.settledAt = Number.POSITIVE_INFINITY;
      ticker.times += 1;
      mute.push({ symbol, times: ticker.times });
    }
    return mute;
  }

  /**
   * Its ticker tells of a trade that has not come, nor has any since the heartbeat before: it may be mute, and what that
   * heartbeat says of the time does not hold for it.
   */
  isInDoubt(symbol: string): boolean {
    const ticker = this.#tickers.get(symbol);
    return ticker !== undefined && ticker.suspectSince !== null && this.#heartbeats - ticker.tradedAt > 1;
  }

  #compare({ symbol, close, volume }: MiniTicker): void {
    const ticker = this.#tickers.get(symbol);
    if (!ticker) return;
    const hasMoved = moved(ticker, close, volume);
    ticker.close = close;
    ticker.volume = volume;
    if (!hasMoved || this.#heartbeats <= ticker.settledAt) return;
    const isRecent = this.#heartbeats - ticker.tradedAt <= RECENT_HEARTBEATS;
    if (!isRecent || ticker.price !== close) ticker.suspectSince ??= this.#heartbeats;
    else ticker.suspectSince = null;
  }
}

/** Volume falls without a trade, when old ones leave the 24 hours. */
function moved(before: Ticker, close: number, volume: number): boolean {
  if (before.close === null) return before.price !== null && before.price !== close;
  return before.close !== close || volume > before.volume;
}
