import type { Cancel, Clock } from '../clock.ts';
import type { ConnectRateLimit } from './connect-rate-limit.ts';
import { jitteredDelay } from './pause-policy.ts';

export const RECONNECT = { firstMs: 500, maxMs: 30_000 };
/** Where the exchange serves no address of the region it will not begin to within seconds. */
export const REGION_RETRY_MS = 60_000;

export interface ConnectScheduleOptions {
  readonly clock: Clock;
  readonly rateLimit: Pick<ConnectRateLimit, 'take'>;
  readonly connect: () => void;
}

/** When one connection opens its next socket: later after each failure, and within the rate limit of all connections. */
export class ConnectSchedule {
  readonly #options: ConnectScheduleOptions;
  #cancel: Cancel | null = null;
  #failures = 0;

  constructor(options: ConnectScheduleOptions) {
    this.#options = options;
  }

  /** A socket is about to be opened. */
  get isPending(): boolean {
    return this.#cancel !== null;
  }

  connectNow(): void {
    const { rateLimit, connect } = this.#options;
    const waitMs = rateLimit.take();
    if (waitMs > 0) {
      this.#connectAfter(waitMs);
      return;
    }
    this.#cancel = null;
    connect();
  }

  /** A socket was lost or never opened. */
  connectAfterFailure(): void {
    const { clock } = this.#options;
    this.#failures += 1;
    this.#connectAfter(jitteredDelay(RECONNECT, this.#failures, clock.random()));
  }

  connectAfterRegionRefusal(): void {
    this.#failures += 1;
    this.#connectAfter(REGION_RETRY_MS);
  }

  /** The socket is open and has a problem: the first replacement comes at once, later ones wait longer. Returns the delay, ms. */
  connectReplacement(): number {
    const { clock } = this.#options;
    const delayMs = this.#failures === 0 ? 0 : jitteredDelay(RECONNECT, this.#failures, clock.random());
    this.#failures += 1;
    this.#connectAfter(delayMs);
    return delayMs;
  }

  /** The next failure is the first one again. */
  forgetFailures(): void {
    this.#failures = 0;
  }

  stop(): void {
    this.#cancel?.();
  }

  #connectAfter(delayMs: number): void {
    this.#cancel = this.#options.clock.after(delayMs, () => this.connectNow());
  }
}
