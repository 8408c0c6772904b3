import type { Trade } from '../../domain/trade.ts';

/** What an exchange tells the market watch. All of it belongs to the connection of the last `onOpen`. */
export interface FeedListener {
  onOpen(): void;
  /** The connection is gone, or one could not be made. */
  onDown(reason: string): void;
  /** The exchange took up coins it was asked for: see `isSubscribed`. */
  onSubscribed(): void;
  /** `receivedAt`: own wall clock, ms */
  onTrade(symbol: string, trade: Trade, receivedAt: number): void;
  /** An id that stands for no trade. `time` in exchange ms. */
  onMarker(symbol: string, id: number, time: number): void;
  /** Everything before this instant (exchange clock, ms) has been sent on this connection. */
  onHeartbeat(instant: number): void;
  /** A frame that can't be read; the rest goes on. */
  onMalformed(frame: string, fault: string): void;
}

/** One exchange's live trades. */
export interface ExchangeFeed {
  start(): void;
  /** All the coins that are wanted, after every change. The others go on undisturbed. */
  want(symbols: ReadonlySet<string>): void;
  /** The exchange has acknowledged the coin on the present connection. */
  isSubscribed(symbol: string): boolean;
  /** The connection is open and its heartbeat is acknowledged. */
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
