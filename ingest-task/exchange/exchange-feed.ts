import type { Trade } from '../../domain/market/trade.ts';

/** What a feed reports: coins and their trades. Its connections are its own affair. */
export interface FeedListener {
  /** Frames of these coins come from now on, or come again: trades in between may have been missed. */
  onSubscribed(symbols: readonly string[]): void;
  /** No frames of these coins come any more, or some did not come. `reason` is for people. */
  onInterrupted(symbols: readonly string[], reason: string): void;
  /** The exchange refuses this coin and accepts others (`rejectionOf`). Once it accepts the coin, that is subscribed. */
  onRejected(symbol: string): void;
  /** The same trade may come twice, by two connections. `receivedAt`: own wall clock, ms */
  onTrade(symbol: string, trade: Trade, receivedAt: number): void;
  /** An id that stands for no trade. `time` in exchange ms. */
  onMarker(symbol: string, id: number, time: number): void;
  /** Everything of these coins before this instant (exchange clock, ms) has been sent on the connection that carries them. */
  onHeartbeat(instant: number, symbols: Iterable<string>): void;
  /** A frame can't be read; the others go on. `symbol`: the coin of the trade, where the frame says so */
  onMalformed(frame: string, problem: string, symbol: string | null): void;
}

/** One exchange's live trades. */
export interface ExchangeFeed {
  start(): void;
  /** All the wanted coins, after every change. Coins that stay wanted go on undisturbed. */
  want(symbols: ReadonlySet<string>): void;
  /** Frames of the coin come: an open connection carries it, and the exchange has acknowledged that. */
  isSubscribed(symbol: string): boolean;
  /** Why the exchange refuses the coin, for people; null while it does not. */
  rejectionOf(symbol: string): string | null;
  /** At least one connection is open and its heartbeat is acknowledged. */
  isReady(): boolean;
  stop(): void;
}
