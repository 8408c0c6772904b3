import type { Clock } from '../clock.ts';

/** What the exchange allows an address in each minute. */
export const MAX_WEIGHT_PER_MINUTE = 6_000;
const MINUTE_MS = 60_000;

/**
 * The request weight of the present minute of own clock: what the exchange told last, and that of the requests it has not
 * answered yet. One for all requests of an address, so that each asker sees what the others use.
 */
export class RequestWeight {
  readonly #clock: Clock;
  #told = 0;
  #minute = Number.NaN;
  #underWay = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get used(): number {
    return (this.#minute === this.#presentMinute() ? this.#told : 0) + this.#underWay;
  }

  begin(weight: number): void {
    this.#underWay += weight;
  }

  end(weight: number): void {
    this.#underWay -= weight;
  }

  /** Answers may overtake each other: within a minute the weight only grows. */
  note(headers: Headers): void {
    const weight = Number(headers.get('x-mbx-used-weight-1m') ?? Number.NaN);
    if (!(weight >= 0)) return;
    const minute = this.#presentMinute();
    this.#told = minute === this.#minute ? Math.max(this.#told, weight) : weight;
    this.#minute = minute;
  }

  #presentMinute(): number {
    return Math.floor(this.#clock.now() / MINUTE_MS);
  }
}
