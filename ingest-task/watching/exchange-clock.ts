import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { RestClient } from '../exchange/rest-client.ts';

export const MEASURE_INTERVAL_MS = 10_000;
/** How often a jump of the machine's clock is checked for, and a measurement that failed is repeated. */
export const CHECK_INTERVAL_MS = 1_000;
/** The machine's clock has jumped when it leaves the monotonic one by so much; time servers correct it more slowly. */
export const JUMP_MS = 500;
/** A smaller change is jitter of the network, and is not written … */
export const WORTH_STORING_MS = 50;
/** … until so much time has passed. */
export const STORE_INTERVAL_MS = 60_000;

export interface ExchangeClockDeps {
  readonly rest: Pick<RestClient, 'measureClockOffset'>;
  readonly marketTable: Pick<MarketTable, 'writeClockOffset'>;
  readonly clock: Clock;
  readonly log: Log;
  /** This task holds the lease, and writes. */
  readonly mayStore: () => boolean;
}

interface Measurement {
  readonly offsetMs: number;
  /** how far our clock was ahead of the monotonic one */
  readonly wallAheadMs: number;
}

/**
 * The exchange's clock: our clock plus a measured offset, which is stored for processes that don't measure it. An offset holds
 * as long as our clock runs evenly. When it is set, or the machine has slept, nothing is known until the next measurement, and
 * the stored offset is withdrawn.
 */
export class ExchangeClock {
  readonly #deps: ExchangeClockDeps;
  readonly #errors = new RepeatFilter();
  #measurement: Measurement | null = null;
  #measuredAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #answeredAt = Number.NEGATIVE_INFINITY;
  /** undefined: another task stored it, or it is unknown */
  #storedOffsetMs: number | null | undefined;
  #storedAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => undefined;

  constructor(deps: ExchangeClockDeps) {
    this.#deps = deps;
  }

  /** Resolves after the first attempt. */
  async start(): Promise<void> {
    await this.#measure();
    this.#cancel = repeat(this.#deps.clock, CHECK_INTERVAL_MS, () => this.#check());
  }

  stop(): void {
    this.#cancel();
  }

  /** Otherwise `now` is a guess: our own clock. */
  get isMeasured(): boolean {
    return this.#measurement !== null && !this.#hasJumped(this.#measurement);
  }

  /** The stored offset is one that this task measured. */
  get isStored(): boolean {
    return this.isMeasured && typeof this.#storedOffsetMs === 'number';
  }

  /** Exchange clock minus our clock, whole ms; null while it is not measured. */
  get offsetMs(): number | null {
    return this.isMeasured && this.#measurement ? Math.round(this.#measurement.offsetMs) : null;
  }

  /** ms since the epoch */
  now(): number {
    return this.#deps.clock.now() + (this.#measurement?.offsetMs ?? 0);
  }

  /** When the last answered request was sent, monotonic ms. */
  get measuredAt(): number {
    return this.#answeredAt;
  }

  /** The last measurement may be wrong. Measures at once, or within a second where the last request is younger than that. */
  measureAgain(): void {
    this.#measuredAt = Number.NEGATIVE_INFINITY;
    if (this.#deps.clock.elapsed() - this.#askedAt >= CHECK_INTERVAL_MS) void this.#measure();
  }

  /** Another task writes from now on. */
  forgetStored(): void {
    this.#storedOffsetMs = undefined;
  }

  /** Writes the offset, if this task may and the stored one is older. */
  async store(): Promise<void> {
    try {
      await this.#store();
    } catch (error) {
      this.#report(reasonOf(error));
    }
  }

  #wallAheadMs(): number {
    return this.#deps.clock.now() - this.#deps.clock.elapsed();
  }

  #hasJumped({ wallAheadMs }: Measurement): boolean {
    return Math.abs(this.#wallAheadMs() - wallAheadMs) > JUMP_MS;
  }

  async #check(): Promise<void> {
    const { clock, log } = this.#deps;
    if (this.#measurement && this.#hasJumped(this.#measurement)) {
      const byMs = Math.round(this.#wallAheadMs() - this.#measurement.wallAheadMs);
      log.warn("the machine's clock jumped, the exchange's is measured again", { byMs });
      this.#measurement = null;
    }
    await this.store();
    if (this.#measurement === null || clock.elapsed() - this.#measuredAt >= MEASURE_INTERVAL_MS) await this.#measure();
  }

  async #measure(): Promise<void> {
    const { rest, clock } = this.#deps;
    // before the request: a jump during the request spoils the measurement, and then counts as a jump after it
    const wallAheadMs = this.#wallAheadMs();
    const askedAt = clock.elapsed();
    this.#askedAt = askedAt;
    try {
      this.#measurement = { offsetMs: await rest.measureClockOffset(), wallAheadMs };
      this.#measuredAt = clock.elapsed();
      this.#answeredAt = askedAt;
      await this.#store();
      this.#errors.reset();
    } catch (error) {
      if (this.#measurement) this.#measuredAt = clock.elapsed();
      this.#report(reasonOf(error));
    }
  }

  #report(error: string): void {
    if (this.#errors.isNew(error)) this.#deps.log.warn('exchange clock not measured', { error });
  }

  async #store(): Promise<void> {
    const { marketTable, clock, mayStore } = this.#deps;
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
    const age = this.#deps.clock.elapsed() - this.#storedAt;
    return Math.abs(offsetMs - stored) > WORTH_STORING_MS || age >= STORE_INTERVAL_MS;
  }
}
