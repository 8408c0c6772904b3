import type { Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { CarriedCoins } from './carried-coins.ts';
import type { Ticker, TradeFrame } from './frame.ts';
import { SilentStreamDetector } from './silent-stream-detector.ts';
import type { StreamSession } from './stream-session.ts';

/** A coin that stays silent costs its connection at most one replacement in this time. */
export const SILENT_REPLACEMENT_MS = 10 * 60_000;

export interface SilentStreamsDeps {
  readonly coins: CarriedCoins;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
  readonly counters: Counters;
  /** number of the connection */
  readonly place: number;
  readonly tradeStream: (symbol: string) => string;
}

/**
 * What a connection does about coins of its present session whose stream is silent: it subscribes them again. A coin that
 * stays silent is excluded from the session, which has to be replaced.
 */
export class SilentStreams {
  readonly #deps: SilentStreamsDeps;
  #detector = new SilentStreamDetector();
  #replacedAt = Number.NEGATIVE_INFINITY;

  constructor(deps: SilentStreamsDeps) {
    this.#deps = deps;
  }

  /** Another session is the present one, with these coins. */
  restart(symbols: readonly string[]): void {
    this.#detector = new SilentStreamDetector();
    this.follow(symbols);
  }

  /** The present session has subscribed these coins, for the first time or again. */
  follow(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#detector.follow(symbol);
  }

  unfollow(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#detector.unfollow(symbol);
  }

  sawTrade(frame: TradeFrame): void {
    this.#detector.sawTrade(frame.symbol, frame.kind === 'trade' ? Number(frame.trade.price) : null);
  }

  /** The present session's heartbeat does not hold for this coin. */
  isInDoubt(symbol: string): boolean {
    return this.#detector.isInDoubt(symbol);
  }

  /** A heartbeat of the present session. True when the session has to be replaced. */
  sawHeartbeat(session: StreamSession, tickers: readonly Ticker[]): boolean {
    const silent = this.#detector.sawHeartbeat(tickers);
    if (silent.length === 0) return false;
    const { coins, counters, log, place, tradeStream } = this.#deps;
    const symbols = silent.map(({ symbol }) => symbol);
    counters.silentStreams += symbols.length;
    log.warn('streams are silent while their tickers move', { connection: place, symbols });
    const again = silent.filter(({ times }) => times > 1).map(({ symbol }) => symbol);
    const replaces = again.length > 0 && this.#mayReplace();
    if (replaces) for (const symbol of again) coins.exclude(symbol);
    session.renew(symbols.filter((symbol) => !coins.isExcluded(symbol)).map(tradeStream));
    coins.interrupt(session, symbols, 'silent while its ticker moved');
    return replaces;
  }

  #mayReplace(): boolean {
    const now = this.#deps.clock.elapsed();
    if (now - this.#replacedAt < SILENT_REPLACEMENT_MS) return false;
    this.#replacedAt = now;
    return true;
  }
}
