/** Binance takes at most this many incoming messages a connection in any rolling second, control frames included. */
const MAX_MESSAGES = 5;
const WINDOW_MS = 1000;

/** Counts incoming messages against a strict rolling second (not a bucket that empties at each full second). */
export class MessageAllowance {
  #arrivals: number[] = [];

  /** False when the message that arrives at `nowMs` is one too many. */
  take(nowMs: number): boolean {
    this.#arrivals = this.#arrivals.filter((at) => nowMs - at < WINDOW_MS);
    this.#arrivals.push(nowMs);
    return this.#arrivals.length <= MAX_MESSAGES;
  }
}
