import type { FeedListener } from '../exchange/exchange-feed.ts';

/** How far behind the exchange's clock its heartbeats come: the longest since it was asked last. */
export class LagMeter {
  readonly #exchangeNow: () => number;
  #longestMs: number | null = null;

  /** `exchangeNow`: exchange clock, ms */
  constructor(exchangeNow: () => number) {
    this.#exchangeNow = exchangeNow;
  }

  /** Hands everything on. */
  metering(listener: FeedListener): FeedListener {
    return {
      onSubscribed: (symbols) => listener.onSubscribed(symbols),
      onInterrupted: (symbols, reason) => listener.onInterrupted(symbols, reason),
      onRejected: (symbol) => listener.onRejected(symbol),
      onTrade: (symbol, trade, receivedAt) => listener.onTrade(symbol, trade, receivedAt),
      onMarker: (symbol, id, time) => listener.onMarker(symbol, id, time),
      onHeartbeat: (instant, symbols) => {
        this.#measure(instant);
        listener.onHeartbeat(instant, symbols);
      },
      onMalformed: (frame, fault, symbol) => listener.onMalformed(frame, fault, symbol),
    };
  }

  /** ms, never below 0; null when no heartbeat came since the last call */
  take(): number | null {
    const longest = this.#longestMs;
    this.#longestMs = null;
    return longest;
  }

  #measure(instant: number): void {
    const lag = Math.max(0, Math.round(this.#exchangeNow() - instant));
    this.#longestMs = Math.max(this.#longestMs ?? 0, lag);
  }
}
