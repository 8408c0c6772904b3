const WINDOW_MS = 60_000;

/** The weight used in the present clock minute, as `X-MBX-USED-WEIGHT-1M` reports it. */
export class RequestWeight {
  readonly #perMinute: number;
  #minute = 0;
  #used = 0;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

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
    return this.#used > this.#perMinute;
  }
}

/** Whole seconds until the next clock minute, for `Retry-After`. */
export function secondsToNextMinute(nowMs: number): number {
  return Math.ceil((WINDOW_MS - (nowMs % WINDOW_MS)) / 1000);
}
