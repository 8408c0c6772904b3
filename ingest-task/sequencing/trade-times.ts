/** The clock is measured to half a second, and a trade is sent after it was made: what is later than this is no time of a trade. */
export const MAX_AHEAD_MS = 10_000;
/** Ahead by more than this a time is wrong whatever the clock says; by less, our idea of the clock may be what is wrong. */
export const MAX_CLOCK_ERROR_MS = 86_400_000;
/** Times may step back a little from id to id; by this much they do not. */
export const MAX_STEP_BACK_MS = 3_600_000;
/** No trade that is asked for is older. */
export const MAX_AGE_MS = 20 * 365 * 86_400_000;
/** So many times one reading of the clock is used. */
const MAX_USES = 256;
/** Heartbeats that stand for the clock while it is not measured: one may be wrong, too. */
const HEARTBEATS = 2;

export interface TradeTimesOptions {
  /** the exchange's clock, ms; null while it is not measured */
  readonly measured: () => number | null;
  /** when the exchange was asked for its clock last and answered, monotonic ms */
  readonly measuredAt: () => number;
  /** Something speaks against that measurement: another one is to follow soon. */
  readonly measureAgain: () => void;
  /** monotonic ms */
  readonly elapsed: () => number;
}

/**
 * Whether the exchange's times can be true: held against its measured clock, and against the trade before. A wrong one would
 * begin minutes and end holds and cooldowns that have not come. While the clock is not measured, the last heartbeats stand for
 * it; before them only the trade before counts.
 */
export class TradeTimes {
  readonly #options: TradeTimesOptions;
  #latest: number | null = null;
  /** monotonic ms: since when only a later measurement says anything */
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #uses = 0;
  /** the exchange's clock by each of the last heartbeats, minus the monotonic one */
  #offsets: readonly number[] = [];

  constructor(options: TradeTimesOptions) {
    this.#options = options;
  }

  /** The exchange's clock, ms; null while it is not measured. */
  now(): number | null {
    return this.#options.measured();
  }

  /** What is wrong with a time is wrong for good. */
  get isSure(): boolean {
    return this.#options.measured() !== null && !this.awaitsClock;
  }

  /** The clock is about to be measured again, since a time was ahead of it. */
  get awaitsClock(): boolean {
    return this.#options.measured() !== null && this.#options.measuredAt() < this.#doubtedAt;
  }

  /**
   * Whether a time that is ahead of the clock may be right, and the clock wrong: then that is measured again before the time is
   * held against it.
   */
  doubtClock(time: number): boolean {
    const latest = this.#latestFor(time);
    if (this.#options.measured() === null || latest === null || time > latest + MAX_CLOCK_ERROR_MS) return false;
    if (time <= latest + MAX_AHEAD_MS) return false;
    if (!this.awaitsClock) this.#doubtedAt = this.#options.elapsed();
    this.#options.measureAgain();
    return true;
  }

  /** A heartbeat of this instant came. */
  heard(instant: number): void {
    this.#offsets = [...this.#offsets, instant - this.#options.elapsed()].slice(-HEARTBEATS);
  }

  /** What is wrong with the time; null when nothing is. `before`: of the trade before it, null when that is not known. */
  errorOf(time: number, before: number | null): string | null {
    const latest = this.#latestFor(time);
    if (latest !== null && time > latest + MAX_AHEAD_MS) {
      return `T: is ${seconds(time - latest)} ahead of the exchange's clock`;
    }
    // where the one before was taken for true before the clock was known, it proves nothing
    const isNeighbour = before !== null && (latest === null || before <= latest + MAX_AHEAD_MS);
    if (isNeighbour && time < before - MAX_STEP_BACK_MS) {
      return `T: is ${seconds(before - time)} before the trade before it`;
    }
    if (latest !== null && time < latest - MAX_AGE_MS) return 'T: is before there were trades';
    return null;
  }

  /** Asked for every trade of the market: the clock is read only where the time may be too late, and now and then. */
  #latestFor(time: number): number | null {
    this.#uses += 1;
    const isOld = this.#latest === null || this.#uses > MAX_USES || time > this.#latest + MAX_AHEAD_MS;
    if (!isOld) return this.#latest;
    this.#uses = 0;
    this.#latest = this.#options.measured() ?? this.#byHeartbeats();
    return this.#latest;
  }

  #byHeartbeats(): number | null {
    return this.#offsets.length < HEARTBEATS ? null : this.#options.elapsed() + Math.min(...this.#offsets);
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
