import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { RestClient } from '../exchange/rest-client.ts';

export const MEASURE_INTERVAL_MS = 10_000;
/** How soon a jump of the machine's clock is seen, and how long it takes between measurements that fail. */
export const CHECK_INTERVAL_MS = 1_000;
/** By so much the machine's clock must leave the monotonic one to have jumped; time servers correct it more gently. */
export const JUMP_MS = 500;
/** A smaller change is the network's jitter, and no reason for a write … */
export const WORTH_STORING_MS = 50;
/** … before this much time has passed. */
export const STORE_INTERVAL_MS = 60_000;

export interface ExchangeClockOptions {
  readonly rest: Pick<RestClient, 'measureClockOffset'>;
  readonly marketTable: Pick<MarketTable, 'writeClockOffset'>;
  readonly clock: Clock;
  readonly log: Log;
  /** This task is the one that writes. */
  readonly mayStore: () => boolean;
}

interface Measurement {
  readonly offsetMs: number;
  /** by how much own clock was ahead of the monotonic one */
  readonly wallAheadMs: number;
}

/**
 * The exchange's clock, as own clock plus a measured offset; the offset is stored for those who don't measure. An offset
 * holds as long as own clock runs evenly: when it is set, or the machine has slept, nothing is known until the next
 * measurement, and the stored offset is withdrawn.
 */
export class ExchangeClock {
  readonly #settings: ExchangeClockOptions;
  #measurement: Measurement | null = null;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** undefined: what is stored is not of this task, or not known */
  #storedOffsetMs: number | null | undefined;
  #storedAt = Number.NEGATIVE_INFINITY;
  #lastFault = '';
  #cancel: Cancel = () => undefined;

  constructor(settings: ExchangeClockOptions) {
    this.#settings = settings;
  }

  /** Resolves after the first attempt. */
  async start(): Promise<void> {
    await this.#measure();
    this.#cancel = repeat(this.#settings.clock, CHECK_INTERVAL_MS, () => this.#check());
  }

  stop(): void {
    this.#cancel();
  }

  /** Else `now` is no more than a guess, by own clock. */
  get isMeasured(): boolean {
    return this.#measurement !== null && !this.#hasJumped(this.#measurement);
  }

  /** What others read is what this task measured. */
  get isStored(): boolean {
    return this.isMeasured && typeof this.#storedOffsetMs === 'number';
  }

  /** Exchange clock minus own clock, whole ms; null while it is not measured. */
  get offsetMs(): number | null {
    return this.isMeasured && this.#measurement ? Math.round(this.#measurement.offsetMs) : null;
  }

  /** ms since the epoch */
  now(): number {
    return this.#settings.clock.now() + (this.#measurement?.offsetMs ?? 0);
  }

  /** When the exchange was asked last and answered, monotonic ms. */
  get measuredAt(): number {
    return this.#answeredAt;
  }

  /** Something speaks against the last measurement: at once, or within a second where one was asked for just now. */
  measureAgain(): void {
    this.#measuredAt = Number.NEGATIVE_INFINITY;
    if (this.#settings.clock.elapsed() - this.#askedAt >= CHECK_INTERVAL_MS) void this.#measure();
  }

  /** Another task writes from now on. */
  forgetStored(): void {
    this.#storedOffsetMs = undefined;
  }

  /** Writes the offset, where this task may and others have an older one. */
  async store(): Promise<void> {
    try {
      await this.#store();
    } catch (error) {
      this.#report(reasonOf(error));
    }
  }

  #wallAheadMs(): number {
    return this.#settings.clock.now() - this.#settings.clock.elapsed();
  }

  #hasJumped({ wallAheadMs }: Measurement): boolean {
    return Math.abs(this.#wallAheadMs() - wallAheadMs) > JUMP_MS;
  }

  async #check(): Promise<void> {
    const { clock, log } = this.#settings;
    if (this.#measurement && this.#hasJumped(this.#measurement)) {
      const byMs = Math.round(this.#wallAheadMs() - this.#measurement.wallAheadMs);
      log.warn("the machine's clock jumped, the exchange's is measured again", { byMs });
      this.#measurement = null;
    }
    await this.store();
    if (this.#measurement === null || clock.elapsed() - this.#measuredAt >= MEASURE_INTERVAL_MS) await this.#measure();
  }

  async #measure(): Promise<void> {
    const { rest, clock } = this.#settings;
    // before the request: a jump while it is under way spoils the measurement, and is seen as one after it
    const wallAheadMs = this.#wallAheadMs();
    const askedAt = clock.elapsed();
    this.#askedAt = askedAt;
    try {
      this.#measurement = { offsetMs: await rest.measureClockOffset(), wallAheadMs };
      this.#measuredAt = clock.elapsed();
      this.#answeredAt = askedAt;
      await this.#store();
      this.#lastFault = '';
    } catch (error) {
      if (this.#measurement) this.#measuredAt = clock.elapsed();
      this.#report(reasonOf(error));
    }
  }

  #report(fault: string): void {
    if (fault !== this.#lastFault) this.#settings.log.warn('exchange clock not measured', { fault });
    this.#lastFault = fault;
  }

  async #store(): Promise<void> {
    const { marketTable, clock, mayStore } = this.#settings;
    const offsetMs = this.#measurement?.offsetMs ?? null;
    if (!mayStore() || !this.#isWorthStoring(offsetMs)) return;
    await marketTable.writeClockOffset(offsetMs, clock.now());
    this.#storedOffsetMs = offsetMs;
    this.#storedAt = clock.elapsed();
  }

  #isWorthStoring(offsetMs: number | null): boolean {
    const stored = this.#storedOffsetMs;
    if (stored === undefined || (stored === null) !== (offsetMs === null)) return true;
    if (stored === null || offsetMs === null) return false;
    const age = this.#settings.clock.elapsed() - this.#storedAt;
    return Math.abs(offsetMs - stored) > WORTH_STORING_MS || age >= STORE_INTERVAL_MS;
  }
}
