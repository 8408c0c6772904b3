import type { Unwatched } from '../../domain/market/coin.ts';
import type { Trade } from '../../domain/market/trade.ts';

/** A duplicate carries the time it had, so a known id that is this much newer than it was is another trade. */
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
 * - `again`: the id that was taken last, and another trade.
 * - `stray`: an id below the last one that was taken, and another trade: the ids began anew lower down, or it came twice.
 */
export type Place = 'first' | 'next' | 'ahead' | 'seen' | 'again' | 'stray';

/**
 * Which id of a coin must come next. The last trade that an earlier run is known to have published is a floor, not a
 * certainty: it may be some seconds older than that run's last tick. So what is told again after a restart may have been
 * told before, never the other way round; and a run's first id that is below the floor is a stray.
 */
export class CoinTrades {
  #last: KnownTrade | null;
  /** the newest of the present series that was seen at all, taken or not */
  #newest: KnownTrade | null;
  /** the trade of the last id, where it was taken with its own time */
  #own: KnownTrade | null;
  /** no id of this run was seen yet */
  #isFresh = true;

  constructor(floor: KnownTrade | null) {
    this.#last = floor;
    this.#newest = floor;
    this.#own = floor;
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
    if (id === last.id) return this.isAgain(id, time) ? 'again' : 'seen';
    if (id < last.id) return this.#isFresh || time - last.time > NEWER_THAN_A_DUPLICATE_MS ? 'stray' : 'seen';
    this.#isFresh = false;
    if (id > newest.id) this.#newest = { id, time };
    return id === last.id + 1 ? 'next' : 'ahead';
  }

  /** Another trade under the id that was taken last. */
  isAgain(id: number, time: number): boolean {
    const own = this.#own;
    return id === own?.id && id === this.#last?.id && Math.abs(time - own.time) > NEWER_THAN_A_DUPLICATE_MS;
  }

  /** The id is taken, in its turn; also the first of all, or of a new series (`resetAfterIdRestart`). */
  take(id: number, time: number): void {
    this.pass(id, time);
    this.#own = this.#last;
  }

  /** All ids up to this one will never come; the next one comes at `time`. */
  pass(id: number, time: number): void {
    this.#isFresh = false;
    this.#own = null;
    this.#last = this.#newest?.id === id ? this.#newest : { id, time };
    if (id > (this.#newest?.id ?? -1)) this.#newest = this.#last;
  }

  /** The newest id that was seen does not exist; this one, or the last one that was taken, is the newest. */
  forgetNewest(newest: KnownTrade | null): void {
    this.#newest = newest ?? this.#last;
  }

  /** Another series begins with this id. */
  resetAfterIdRestart({ id, time }: KnownTrade): void {
    this.#isFresh = false;
    this.#own = null;
    this.#last = { id: id - 1, time };
    this.#newest = { id, time };
  }

  /** What came after this one was dropped. */
  fallBack(last: KnownTrade): void {
    this.#own = null;
    this.#last = last;
  }
}

/** Trades as they came, cut where ids do not grow: each part is of one series. */
export function splitAtIdRestarts(trades: readonly Trade[]): Trade[][] {
  const series: Trade[][] = [];
  for (const trade of trades) {
    const last = series.at(-1);
    if (last && trade.id > (last.at(-1)?.id ?? -1)) last.push(trade);
    else series.push([trade]);
  }
  return series;
}

/** From the first to the last of the trades. @throws RangeError when there is none */
export function spanOf(trades: readonly Trade[], reason: Unwatched['reason']): Unwatched {
  const [first, last] = [trades[0], trades.at(-1)];
  if (!first || !last) throw new RangeError('no trades');
  return { from: first.time, to: last.time, reason, firstTradeId: first.id, lastTradeId: last.id };
}
