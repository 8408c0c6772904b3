import type { Throttle } from '../template/plan.ts';

/** Full at first. A request takes one token; tokens come back evenly, up to `burst`. */
export class TokenBucket {
  readonly #throttle: Throttle;
  #tokens: number;
  /** ms */
  #filledAt: number;

  constructor(throttle: Throttle, now: number) {
    this.#throttle = throttle;
    this.#tokens = throttle.burst;
    this.#filledAt = now;
  }

  /** Whether there was one. `now` in ms; a clock that is set back gives nothing and takes nothing. */
  take(now: number): boolean {
    const { ratePerSecond, burst } = this.#throttle;
    const passedS = Math.max(0, now - this.#filledAt) / 1_000;
    this.#tokens = Math.min(burst, this.#tokens + passedS * ratePerSecond);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
