import type { Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';
import type { ExchangeError, ExchangeErrorKind } from './exchange-error.ts';
import type { RequestPurpose } from './request-budget.ts';

export interface RefusalGateOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'random'>;
  readonly log: Log;
  /** what is requested, for log lines */
  readonly purpose: RequestPurpose;
  /** ms. `refusals` ≥ 1: how many in a row; `random` in [0, 1) */
  readonly pauseMs: (error: ExchangeError, refusals: number, random: number) => number;
}

/** Holds back all requests of one purpose, whatever their coin, while the exchange refuses them. */
export class RefusalGate {
  readonly #options: RefusalGateOptions;
  #closedUntil = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  #lastKind: ExchangeErrorKind | null = null;

  constructor(options: RefusalGateOptions) {
    this.#options = options;
  }

  /** monotonic ms */
  get closedUntil(): number {
    return this.#closedUntil;
  }

  closeFor(delayMs: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#options.clock.elapsed() + delayMs);
  }

  /** Logged once for each kind of error. */
  refused(error: ExchangeError): void {
    const { clock, log, purpose, pauseMs } = this.#options;
    this.#refusals += 1;
    const delayMs = pauseMs(error, this.#refusals, clock.random());
    this.closeFor(delayMs);
    if (error.kind === this.#lastKind) return;
    this.#lastKind = error.kind;
    log.warn(`the exchange gives no ${purpose}`, { error: error.message, delayMs: Math.round(delayMs) });
  }

  answered(): void {
    const { log, purpose } = this.#options;
    if (this.#refusals > 0) log.info(`the exchange gives ${purpose} again`);
    this.#refusals = 0;
    this.#lastKind = null;
  }
}
