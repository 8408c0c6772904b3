import type { FeedListener } from '../exchange/exchange-feed.ts';

/** Measures how late heartbeats arrive by the exchange's clock. */
export class LagMeter {
  readonly #exchangeNow: () => number;
  #longestMs: number | null = null;

  /** `exchangeNow`: exchange clock, ms */
  constructor(exchangeNow: () => number) {
    this.#exchangeNow = exchangeNow;
  }

  /** Passes every event on. */
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
      onMalformed: (frame, error, symbol) => listener.onMalformed(frame, error, symbol),
    };
  }

  /** The longest lag since the last call, ms, never below 0; null when no heartbeat came. */
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
