/** The clock is measured to half a second, and a trade is sent after it was made: no trade is later than this. */
export const MAX_AHEAD_MS = 10_000;
/** A time that is further ahead than this is wrong whatever the clock says; with less, our measurement may be wrong. */
export const MAX_CLOCK_ERROR_MS = 86_400_000;
/** Times may step back a little from id to id, but not by this much. */
export const MAX_STEP_BACK_MS = 3_600_000;
/** No requested trade is older. */
export const MAX_AGE_MS = 20 * 365 * 86_400_000;
/** How often one reading of the clock is used. */
const MAX_USES = 256;
/** Heartbeats that replace the clock while it is not measured: a single one may be wrong, too. */
const HEARTBEATS = 2;

export interface TradeTimesDeps {
  /** the exchange's clock, ms; null while it is not measured */
  readonly measured: () => number | null;
  /** when the last answered request for the clock was sent, monotonic ms */
  readonly measuredAt: () => number;
  /** That measurement may be wrong: measures again soon. */
  readonly measureAgain: () => void;
  /** monotonic ms */
  readonly elapsed: () => number;
}

/**
 * Whether the exchange's times can be true, compared with its measured clock and with the trade before. A wrong time would begin
 * minutes and end holds and cooldowns too early. While the clock is not measured, the last heartbeats replace it; before there
 * are any, only the trade before counts.
 */
export class TradeTimes {
  readonly #deps: TradeTimesDeps;
  #latest: number | null = null;
  /** monotonic ms: only a later measurement counts */
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #uses = 0;
  /** the exchange's clock by each of the last heartbeats, minus the monotonic one */
  #offsets: readonly number[] = [];

  constructor(deps: TradeTimesDeps) {
    this.#deps = deps;
  }

  /** The exchange's clock, ms; null while it is not measured. */
  now(): number | null {
    return this.#deps.measured();
  }

  /** A time that is wrong now stays wrong. */
  get isSure(): boolean {
    return this.#deps.measured() !== null && !this.awaitsClock;
  }

  /** The clock is to be measured again, since a time was ahead of it. */
  get awaitsClock(): boolean {
    return this.#deps.measured() !== null && this.#deps.measuredAt() < this.#doubtedAt;
  }

  /**
   * Whether a time that is ahead of the clock may be right, and the clock wrong. Then the clock is measured again before the time
   * counts as wrong.
   */
  doubtClock(time: number): boolean {
    const latest = this.#latestFor(time);
    if (this.#deps.measured() === null || latest === null || time > latest + MAX_CLOCK_ERROR_MS) return false;
    if (time <= latest + MAX_AHEAD_MS) return false;
    if (!this.awaitsClock) this.#doubtedAt = this.#deps.elapsed();
    this.#deps.measureAgain();
    return true;
  }

  /** A heartbeat of this instant was received. */
  heard(instant: number): void {
    this.#offsets = [...this.#offsets, instant - this.#deps.elapsed()].slice(-HEARTBEATS);
  }

  /** What is wrong with the time; null when nothing is. `before`: time of the trade before it, null when that is unknown. */
  errorOf(time: number, before: number | null): string | null {
    const latest = this.#latestFor(time);
    if (latest !== null && time > latest + MAX_AHEAD_MS) {
      return `T: is ${seconds(time - latest)} ahead of the exchange's clock`;
    }
    // a time before that was accepted before the clock was known proves nothing
    const isNeighbour = before !== null && (latest === null || before <= latest + MAX_AHEAD_MS);
    if (isNeighbour && time < before - MAX_STEP_BACK_MS) {
      return `T: is ${seconds(before - time)} before the trade before it`;
    }
    if (latest !== null && time < latest - MAX_AGE_MS) return 'T: is before there were trades';
    return null;
  }

  /** Runs for every trade of the market: reads the clock only where the time may be too late, and now and then. */
  #latestFor(time: number): number | null {
    this.#uses += 1;
    const isOld = this.#latest === null || this.#uses > MAX_USES || time > this.#latest + MAX_AHEAD_MS;
    if (!isOld) return this.#latest;
    this.#uses = 0;
    this.#latest = this.#deps.measured() ?? this.#byHeartbeats();
    return this.#latest;
  }

  #byHeartbeats(): number | null {
    return this.#offsets.length < HEARTBEATS ? null : this.#deps.elapsed() + Math.min(...this.#offsets);
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
