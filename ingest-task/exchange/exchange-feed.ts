import type { Trade } from '../../domain/market/trade.ts';

/** What an exchange tells the market watch. Coins are told apart; connections are the feed's own affair. */
export interface FeedListener {
  /** Frames of these coins come from now on, or come again: what was sent in between may have been missed. */
  onSubscribed(symbols: readonly string[]): void;
  /** Nothing comes of these coins any more, or something did not. `reason` is for people. */
  onInterrupted(symbols: readonly string[], reason: string): void;
  /** The exchange refuses the coin, and takes others (`rejectionOf`). When it takes it after all, it is subscribed. */
  onRejected(symbol: string): void;
  /** The same trade may come twice, by two connections. `receivedAt`: own wall clock, ms */
  onTrade(symbol: string, trade: Trade, receivedAt: number): void;
  /** An id that stands for no trade. `time` in exchange ms. */
  onMarker(symbol: string, id: number, time: number): void;
  /** Everything of these coins before this instant (exchange clock, ms) has been sent on the connection that carries them. */
  onHeartbeat(instant: number, symbols: Iterable<string>): void;
  /** A frame that can't be read; the rest goes on. `symbol`: of the coin whose trade it should be, where it says so. */
  onMalformed(frame: string, fault: string, symbol: string | null): void;
}

/** One exchange's live trades. */
export interface ExchangeFeed {
  start(): void;
  /** All the coins that are wanted, after every change. The others go on undisturbed. */
  want(symbols: ReadonlySet<string>): void;
  /** The coin's frames come: an open connection carries it, acknowledged. */
  isSubscribed(symbol: string): boolean;
  /** Why the exchange refuses the coin, for people; null while it does not. */
  rejectionOf(symbol: string): string | null;
  /** At least one connection is open and its heartbeat is acknowledged. */
  isReady(): boolean;
  stop(): void;
}

/** How a named delay between attempts grows; the delay is drawn evenly from [0, bound) (full jitter). */
export interface BackOff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** `failures` ≥ 1: how many attempts have failed in a row; `random` in [0, 1). */
export function jitteredDelay({ firstMs, maxMs }: BackOff, failures: number, random: number): number {
  return random * Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
}
