import type { Unwatched } from '../domain/coin.ts';
import type { Trade } from '../domain/trade.ts';

/**
 * A duplicate carries the time it had, so an id that does not grow but is this much newer than the last trade can't be
 * one: the exchange counts from another start. The margin is for trades whose times are not quite in the order of ids.
 */
export const NEWER_THAN_A_DUPLICATE_MS = 1_000;

/**
 * - `first`: nothing was known before it.
 * - `next`: the id that was expected.
 * - `duplicate`: an id that was seen; it must be dropped.
 * - `anew`: the ids began again lower down; the coin goes on from this one, and nothing known of the old ids holds.
 * - `hole`: ids before it never came.
 */
export type Arrival =
  | { readonly kind: 'first' | 'next' | 'duplicate' | 'anew' }
  | { readonly kind: 'hole'; readonly missed: Unwatched };

/** The last trade that an earlier run is known to have seen. `time` in exchange ms. */
export interface SeenBefore {
  readonly id: number;
  readonly time: number;
}

/**
 * Checks that one coin's ids come without a hole. Where an earlier run ended is a floor, not a certainty: its last
 * snapshot may be some seconds older than its last trade. So a hole after a restart may name trades that were published,
 * never the other way round; and a first id that is not above it means that the ids began anew.
 */
export class CoinTrades {
  #last: SeenBefore | null;
  #fresh = true;

  constructor(seenBefore: SeenBefore | null) {
    this.#last = seenBefore;
  }

  check(id: number, time: number): Arrival {
    const last = this.#last;
    const grows = !last || id > last.id;
    if (!grows && !this.#fresh && time - last.time <= NEWER_THAN_A_DUPLICATE_MS) return { kind: 'duplicate' };
    this.#last = { id, time };
    this.#fresh = false;
    if (!last) return { kind: 'first' };
    if (!grows) return { kind: 'anew' };
    if (id === last.id + 1) return { kind: 'next' };
    return { kind: 'hole', missed: missedBetween(last, { id, time }) };
  }
}

function missedBetween(last: SeenBefore, next: SeenBefore): Unwatched {
  return {
    from: last.time,
    to: next.time,
    reason: 'missed-trades',
    firstTradeId: last.id + 1,
    lastTradeId: next.id - 1,
  };
}

/** The interval of trades that came in but were given up; at least one. */
export function intervalOf(trades: readonly Pick<Trade, 'id' | 'time'>[]): Unwatched {
  const first = trades[0];
  const last = trades.at(-1);
  if (!first || !last) throw new RangeError('no trades, no interval');
  return { from: first.time, to: last.time, reason: 'missed-trades', firstTradeId: first.id, lastTradeId: last.id };
}
