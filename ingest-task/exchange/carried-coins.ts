import type { FeedListener } from './exchange-feed.ts';
import type { StreamSession } from './stream-session.ts';

/**
 * The coins of one connection, and which of its sessions carries each: the one that brings its trades and whose heartbeats
 * hold for it. At most one carries a coin; a coin that none carries is not subscribed as far as the listener knows.
 */
export class CarriedCoins {
  readonly #listener: Pick<FeedListener, 'onInterrupted' | 'onRejected'>;
  #wanted: ReadonlySet<string> = new Set();
  readonly #carriers = new Map<string, StreamSession>();
  /** coins that the present session is replaced for: it may not carry them again */
  readonly #excluded = new Set<string>();
  /** why the exchange refuses a coin's stream, by coin */
  readonly #rejections = new Map<string, string>();

  constructor(listener: Pick<FeedListener, 'onInterrupted' | 'onRejected'>) {
    this.#listener = listener;
  }

  get wanted(): ReadonlySet<string> {
    return this.#wanted;
  }

  /** Returns the coins that are wanted no more. */
  want(coins: ReadonlySet<string>): string[] {
    const gone = [...this.#wanted].filter((symbol) => !coins.has(symbol));
    for (const symbol of gone) {
      this.#carriers.delete(symbol);
      this.#excluded.delete(symbol);
      this.#rejections.delete(symbol);
    }
    this.#wanted = new Set(coins);
    return gone;
  }

  isCarried(symbol: string): boolean {
    return this.#carriers.has(symbol);
  }

  isCarriedBy(session: StreamSession | null, symbol: string): boolean {
    return session !== null && this.#carriers.get(symbol) === session;
  }

  of(session: StreamSession): string[] {
    return [...this.#carriers.keys()].filter((symbol) => this.#carriers.get(symbol) === session);
  }

  /** The session carries the coins that none carries and that it may carry. Returns these. */
  adopt(session: StreamSession, mayCarry: (symbol: string) => boolean): string[] {
    const symbols = [...this.#wanted].filter((symbol) => !this.#carriers.has(symbol) && mayCarry(symbol));
    for (const symbol of symbols) {
      this.#carriers.set(symbol, session);
      this.#rejections.delete(symbol);
    }
    return symbols;
  }

  /** Without an interruption. */
  passOn(from: StreamSession, to: StreamSession): void {
    for (const symbol of this.of(from)) this.#carriers.set(symbol, to);
  }

  /** Those of the coins that the session carries are carried no more. */
  interrupt(session: StreamSession, symbols: readonly string[], reason: string): void {
    const carried = symbols.filter((symbol) => this.isCarriedBy(session, symbol));
    for (const symbol of carried) this.#carriers.delete(symbol);
    if (carried.length > 0) this.#listener.onInterrupted(carried, reason);
  }

  interruptAll(session: StreamSession, reason: string): void {
    this.interrupt(session, this.of(session), reason);
  }

  reject(symbol: string, reason: string): void {
    this.#rejections.set(symbol, reason);
    const carrier = this.#carriers.get(symbol);
    if (carrier) this.interrupt(carrier, [symbol], reason);
    this.#listener.onRejected(symbol);
  }

  /** Why the exchange refuses the coin; null while it does not. */
  rejectionOf(symbol: string): string | null {
    return this.#rejections.get(symbol) ?? null;
  }

  exclude(symbol: string): void {
    this.#excluded.add(symbol);
  }

  isExcluded(symbol: string): boolean {
    return this.#excluded.has(symbol);
  }

  /** Another session is the present one. */
  clearExclusions(): void {
    this.#excluded.clear();
  }
}
