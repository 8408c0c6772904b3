import type { Trade } from '../domain/trade.ts';

/**
 * A duplicate carries the time it had, so an id that does not grow but is this much newer than the newest trade can't be
 * one: the exchange counts from another start. The margin is for trades whose times are not quite in the order of ids.
 */
export const NEWER_THAN_A_DUPLICATE_MS = 1_000;

/** An id of a coin. `time` in exchange ms. */
export interface KnownTrade {
  readonly id: number;
  readonly time: number;
}

/**
 * - `first`: nothing is known that it could follow on.
 * - `next`: the id that must come next.
 * - `ahead`: ids between are missing.
 * - `seen`: at or below the last one that was taken.
 * - `anew`: the ids began again lower down.
 */
export type Place = 'first' | 'next' | 'ahead' | 'seen' | 'anew';

/**
 * Which id of a coin must come next. The last trade that an earlier run is known to have published is a floor, not a
 * certainty: it may be some seconds older than that run's last tick. So what is told again after a restart may have been
 * told before, never the other way round; and a run's first id that is not above the floor means that the ids began
 * anew, unless it is that very trade.
 */
export class CoinTrades {
  #last: KnownTrade | null;
  /** the newest of the present series that was seen at all, taken or not */
  #newest: KnownTrade | null;
  /** no id of this run was seen yet */
  #isFresh = true;

  constructor(floor: KnownTrade | null) {
    this.#last = floor;
    this.#newest = floor;
  }

  /** The last id that was taken, or is known to be missing for good. */
  get last(): KnownTrade | null {
    return this.#last;
  }

  get newest(): KnownTrade | null {
    return this.#newest;
  }

  /** Nothing was seen beyond what was taken. */
  get isAtNewest(): boolean {
    return this.#newest === this.#last || (this.#last?.id ?? -1) >= (this.#newest?.id ?? -1);
  }

  /** Where an id belongs that came live; it is remembered as seen. */
  see(id: number, time: number): Place {
    const newest = this.#newest;
    const last = this.#last;
    if (!last || !newest) return 'first';
    if (id <= newest.id && this.#isAnew(id, time, newest)) return 'anew';
    if (id <= last.id) return 'seen';
    this.#isFresh = false;
    if (id > newest.id) this.#newest = { id, time };
    return id === last.id + 1 ? 'next' : 'ahead';
  }

  /** The id is taken, in its turn; also the first of all, or of a new series (`beginAnew`). */
  take(id: number, time: number): void {
    this.#isFresh = false;
    this.#last = this.#newest?.id === id ? this.#newest : { id, time };
    if (id > (this.#newest?.id ?? -1)) this.#newest = this.#last;
  }

  /** Another series begins with this id. */
  beginAnew({ id, time }: KnownTrade): void {
    this.#isFresh = false;
    this.#last = { id: id - 1, time };
    this.#newest = { id, time };
  }

  /** What came after this one was dropped. */
  fallBack(last: KnownTrade): void {
    this.#last = last;
  }

  /** Between two runs any time may have passed, so that of what is not above the floor only itself is recognized. */
  #isAnew(id: number, time: number, newest: KnownTrade): boolean {
    if (this.#isFresh) return id !== newest.id || time !== newest.time;
    return time - newest.time > NEWER_THAN_A_DUPLICATE_MS;
  }
}

/** Trades as they came, cut where ids do not grow: each part is of one series. */
export function seriesOf(trades: readonly Trade[]): Trade[][] {
  const series: Trade[][] = [];
  for (const trade of trades) {
    const last = series.at(-1);
    if (last && trade.id > (last.at(-1)?.id ?? -1)) last.push(trade);
    else series.push([trade]);
  }
  return series;
}
