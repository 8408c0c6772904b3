import type { MarketTable } from '../functions/adapters/market-table.ts';
import { type Cancel, type Clock, repeat } from './clock.ts';
import type { RestClient } from './exchanges/binance/rest-client.ts';
import { type Log, reasonOf } from './log.ts';

export const MEASURE_INTERVAL_MS = 10_000;
/** A smaller change is the network's jitter, and no reason for a write … */
export const WORTH_STORING_MS = 50;
/** … before this much time has passed. */
export const STORE_INTERVAL_MS = 60_000;

export interface ExchangeClockSettings {
  readonly rest: Pick<RestClient, 'measureClockOffset'>;
  readonly marketTable: Pick<MarketTable, 'writeClockOffset'>;
  readonly clock: Clock;
  readonly log: Log;
  /** This task is the one that writes. */
  readonly mayStore: () => boolean;
}

/** The exchange's clock, as own clock plus a measured offset; the offset is stored for those who don't measure. */
export class ExchangeClock {
  readonly #settings: ExchangeClockSettings;
  #offsetMs = 0;
  #isMeasured = false;
  #storedOffsetMs: number | null = null;
  #storedAt = Number.NEGATIVE_INFINITY;
  #lastFault = '';
  #cancel: Cancel = () => undefined;

  constructor(settings: ExchangeClockSettings) {
    this.#settings = settings;
  }

  /** Resolves after the first attempt. */
  async start(): Promise<void> {
    await this.#measure();
    this.#cancel = repeat(this.#settings.clock, MEASURE_INTERVAL_MS, () => this.#measure());
  }

  stop(): void {
    this.#cancel();
  }

  /** Until then it is own clock that is told. */
  get isMeasured(): boolean {
    return this.#isMeasured;
  }

  /** Exchange clock minus own clock, whole ms; null until it is measured. */
  get offsetMs(): number | null {
    return this.#isMeasured ? Math.round(this.#offsetMs) : null;
  }

  /** ms since the epoch */
  now(): number {
    return this.#settings.clock.now() + this.#offsetMs;
  }

  async #measure(): Promise<void> {
    const { rest, log } = this.#settings;
    try {
      this.#offsetMs = await rest.measureClockOffset();
      this.#isMeasured = true;
      await this.#store();
      this.#lastFault = '';
    } catch (error) {
      const fault = reasonOf(error);
      if (fault !== this.#lastFault) log.warn('exchange clock not measured', { fault });
      this.#lastFault = fault;
    }
  }

  async #store(): Promise<void> {
    const { marketTable, clock, mayStore } = this.#settings;
    if (!mayStore()) return;
    const moved = this.#storedOffsetMs === null || Math.abs(this.#offsetMs - this.#storedOffsetMs) > WORTH_STORING_MS;
    if (!moved && clock.elapsed() - this.#storedAt < STORE_INTERVAL_MS) return;
    await marketTable.writeClockOffset(this.#offsetMs, clock.now());
    this.#storedOffsetMs = this.#offsetMs;
    this.#storedAt = clock.elapsed();
  }
}
