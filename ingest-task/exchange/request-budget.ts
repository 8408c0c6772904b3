import type { Clock } from '../clock.ts';
import type { RestLimits } from './exchange.ts';

const MINUTE_MS = 60_000;

/**
 * How much of the request weight that the exchange allows each purpose may use. Missed trades may use more than candles, so
 * that they come first; the rest is for others who share the address.
 */
export const WEIGHT_SHARES = { trades: 0.9, candles: 0.5 } as const;
export type RequestPurpose = keyof typeof WEIGHT_SHARES;

/** The share of this minute is used up. */
export class ShareSpentError extends Error {
  override readonly name = 'ShareSpentError';
  /** ms until the next minute */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`the share of this minute's request weight is spent`);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * The request weight used in the present minute of our clock: what the exchange reported last, and the weight of the requests
 * it has not answered yet. One for all requests of an address, so that each purpose sees what the others use.
 */
export class RequestBudget {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #limits: RestLimits;
  #reported = 0;
  #minute = Number.NaN;
  #unanswered = 0;

  constructor(clock: Pick<Clock, 'now'>, limits: RestLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  get used(): number {
    return (this.#minute === this.#presentMinute() ? this.#reported : 0) + this.#unanswered;
  }

  /** 0 when a page may be requested for this purpose; otherwise the time until the next minute, ms. */
  waitMs(purpose: RequestPurpose): number {
    const { weightPerMinute, tradePage, candlePage } = this.#limits;
    const { weight } = purpose === 'trades' ? tradePage : candlePage;
    if (this.used + weight <= WEIGHT_SHARES[purpose] * weightPerMinute) return 0;
    return MINUTE_MS - (this.#clock.now() % MINUTE_MS);
  }

  begin(weight: number): void {
    this.#unanswered += weight;
  }

  end(weight: number): void {
    this.#unanswered -= weight;
  }

  /** An answer reported this weight. Answers may overtake each other: within a minute the weight only grows. */
  report(weight: number | null): void {
    if (weight === null) return;
    const minute = this.#presentMinute();
    this.#reported = minute === this.#minute ? Math.max(this.#reported, weight) : weight;
    this.#minute = minute;
  }

  #presentMinute(): number {
    return Math.floor(this.#clock.now() / MINUTE_MS);
  }
}
