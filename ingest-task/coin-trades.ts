import type { Unwatched } from '../domain/coin.ts';
import type { Trade } from '../domain/trade.ts';

/**
 * A duplicate carries the time it had, so an id that does not grow but is this much newer than the last trade can't be
 * one: the exchange counts from another start. The margin is for trades whose times are not quite in the order of ids.
 */
export const NEWER_THAN_A_DUPLICATE_MS = 1_000;

/**
 * - `first`: nothing was known before it.
 * - `joined`: the first id of this run, and the one right after the last that is known to be published.
 * - `next`: the id that was expected.
 * - `duplicate`: an id that was seen; it must be dropped.
 * - `anew`: the ids began again lower down; the coin goes on from this one, and nothing known of the old ids holds.
 * - `hole`: ids before it never came.
 */
export type Arrival =
  | { readonly kind: 'first' | 'joined' | 'next' | 'duplicate' | 'anew' }
  | { readonly kind: 'hole'; readonly missed: Unwatched };

/** A trade from which on the ids are checked. `time` in exchange ms. */
export interface KnownTrade {
  readonly id: number;
  readonly time: number;
}

/**
 * Checks that one coin's ids come without a hole. The last trade that an earlier run is known to have published is a
 * floor, not a certainty: its last snapshot may be some seconds older than its last tick. So a hole after a restart may
 * name trades that were published, never the other way round; and a first id that is not above the floor means that the
 * ids began anew, unless it is that very trade.
 */
export class CoinTrades {
  readonly #floor: KnownTrade | null;
  /** no id of this run was taken yet */
  #fresh = true;
  /** of the last trade of this run; two numbers, since an object for each would be garbage at once */
  #lastId = Number.NaN;
  #lastTime = Number.NaN;

  constructor(floor: KnownTrade | null) {
    this.#floor = floor;
  }

  check(id: number, time: number): Arrival {
    if (id === this.#lastId + 1) {
      this.#lastId = id;
      this.#lastTime = time;
      return NEXT;
    }
    const last = this.#fresh ? this.#floor : { id: this.#lastId, time: this.#lastTime };
    const arrival = judge({ id, time }, last, this.#fresh);
    if (arrival.kind === 'duplicate') return arrival;
    this.#fresh = false;
    this.#lastId = id;
    this.#lastTime = time;
    return arrival;
  }
}

const NEXT: Arrival = { kind: 'next' };

function judge(trade: KnownTrade, last: KnownTrade | null, fresh: boolean): Arrival {
  if (!last) return { kind: 'first' };
  if (isDuplicate(trade, last, fresh)) return { kind: 'duplicate' };
  if (trade.id <= last.id) return { kind: 'anew' };
  if (trade.id === last.id + 1) return { kind: fresh ? 'joined' : 'next' };
  return { kind: 'hole', missed: missedBetween(last, trade) };
}

function isDuplicate({ id, time }: KnownTrade, last: KnownTrade, fresh: boolean): boolean {
  if (id > last.id) return false;
  // Between two runs any time may have passed, so that only the floor itself is recognized.
  if (fresh) return id === last.id && time === last.time;
  return time - last.time <= NEWER_THAN_A_DUPLICATE_MS;
}

function missedBetween(last: KnownTrade, next: KnownTrade): Unwatched {
  return {
    from: last.time,
    to: next.time,
    reason: 'missed-trades',
    firstTradeId: last.id + 1,
    lastTradeId: next.id - 1,
  };
}

/** The intervals of trades that came in but were given up: one for each series of growing ids. */
export function intervalsOf(trades: readonly Pick<Trade, 'id' | 'time'>[]): Unwatched[] {
  const intervals: Unwatched[] = [];
  for (const { id, time } of trades) {
    const open = intervals.at(-1);
    if (open && id > open.lastTradeId) intervals.splice(-1, 1, { ...open, to: time, lastTradeId: id });
    else intervals.push({ from: time, to: time, reason: 'missed-trades', firstTradeId: id, lastTradeId: id });
  }
  return intervals;
}
