import type { Unwatched } from '../../domain/market/coin.ts';
import type { Trade } from '../../domain/market/trade.ts';

/** A duplicate has the same time as the first copy, so a known id with a time this much later is another trade. */
export const NEWER_THAN_A_DUPLICATE_MS = 1_000;

/** An id of a coin. `time` in exchange ms. */
export interface KnownTrade {
  readonly id: number;
  readonly time: number;
}

/**
 * - `first`: no trade is known that it could follow.
 * - `next`: the id that must come next.
 * - `ahead`: ids before it are missing.
 * - `seen`: at or below the last id that was taken.
 * - `second`: the id that was taken last, with another trade.
 * - `stray`: an id below the last one that was taken, with another trade: the ids restarted lower down, or it came twice.
 */
export type Place = 'first' | 'next' | 'ahead' | 'seen' | 'second' | 'stray';

/**
 * Which id of a coin must come next. It continues after the last trade that an earlier run is known to have published, the
 * floor, which may be some seconds older than that run's last tick. So a trade may be published twice over a restart, and never
 * be left out. A run's first id is a stray if it is below the floor.
 */
export class CoinTrades {
  #last: KnownTrade | null;
  /** the newest of the present series that was seen, taken or not */
  #newest: KnownTrade | null;
  /** the last id, if it was taken with the time of its own trade */
  #own: KnownTrade | null;
  /** this run has seen no id yet */
  #isFresh = true;

  constructor(floor: KnownTrade | null) {
    this.#last = floor;
    this.#newest = floor;
    this.#own = floor;
  }

  /** The last id that was taken, or will never come. */
  get last(): KnownTrade | null {
    return this.#last;
  }

  get newest(): KnownTrade | null {
    return this.#newest;
  }

  /** No id was seen beyond the last one that was taken. */
  get isAtNewest(): boolean {
    return this.#newest === this.#last || (this.#last?.id ?? -1) >= (this.#newest?.id ?? -1);
  }

  /** Where an id that came live belongs. Remembers it as seen. */
  see(id: number, time: number): Place {
    const newest = this.#newest;
    const last = this.#last;
    if (!last || !newest) return 'first';
    if (id === last.id) return this.isSecond(id, time) ? 'second' : 'seen';
    if (id < last.id) return this.#isFresh || time - last.time > NEWER_THAN_A_DUPLICATE_MS ? 'stray' : 'seen';
    this.#isFresh = false;
    if (id > newest.id) this.#newest = { id, time };
    return id === last.id + 1 ? 'next' : 'ahead';
  }

  /** Whether it is another trade under the id that was taken last. */
  isSecond(id: number, time: number): boolean {
    const own = this.#own;
    return id === own?.id && id === this.#last?.id && Math.abs(time - own.time) > NEWER_THAN_A_DUPLICATE_MS;
  }

  /** The next id is taken; also the first of all, or of a new series (`resetAfterIdRestart`). */
  take(id: number, time: number): void {
    this.pass(id, time);
    this.#own = this.#last;
  }

  /** The ids up to this one will never come; the next one comes at `time`. */
  pass(id: number, time: number): void {
    this.#isFresh = false;
    this.#own = null;
    this.#last = this.#newest?.id === id ? this.#newest : { id, time };
    if (id > (this.#newest?.id ?? -1)) this.#newest = this.#last;
  }

  /** The newest id that was seen does not exist: the newest is `newest` or, if that is null, the last one that was taken. */
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

  /** The trades after this one were dropped. */
  fallBack(last: KnownTrade): void {
    this.#own = null;
    this.#last = last;
  }
}

/** Splits trades in the order in which they came where the ids do not grow: each part is of one series. */
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
