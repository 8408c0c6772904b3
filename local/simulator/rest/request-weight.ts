const WINDOW_MS = 60_000;

/** Binance's bound on one address's request weight in a clock minute. */
export const MAX_WEIGHT_PER_MINUTE = 6000;

/** The weight used in the present clock minute, as `X-MBX-USED-WEIGHT-1M` reports it. */
export class RequestWeight {
  #minute = 0;
  #used = 0;

  add(weight: number, nowMs: number): void {
    const minute = Math.floor(nowMs / WINDOW_MS);
    if (minute !== this.#minute) this.#used = 0;
    this.#minute = minute;
    this.#used += weight;
  }

  get used(): number {
    return this.#used;
  }

  get isOver(): boolean {
    return this.#used > MAX_WEIGHT_PER_MINUTE;
  }
}

/** Whole seconds until the next clock minute, for `Retry-After`. */
export function secondsToNextMinute(nowMs: number): number {
  return Math.ceil((WINDOW_MS - (nowMs % WINDOW_MS)) / 1000);
}
