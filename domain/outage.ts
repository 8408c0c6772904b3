import * as z from 'zod';
import type { CoinState } from './coin.ts';

/** Where a coin was when nothing was seen of it any more, or when it was seen again. */
const reachedSchema = z.object({ tradeId: z.number().int(), time: z.number().int() });
export type Reached = z.infer<typeof reachedSchema>;

/**
 * A time in which a coin was not seen for longer than a setting allows: what those who have alerts on it are told of, once
 * when it is stored and once when `endedAt` is set. One item an outage, named by coin and `since`. All times are exchange
 * ms.
 */
export const outageSchema = z.object({
  symbol: z.string(),
  since: z.number().int(),
  /** when it had lasted long enough to be told */
  toldAt: z.number().int(),
  /** the last trade that was told before it; null when there was none */
  before: reachedSchema.nullable(),
  /** when the coin was seen again; null until then */
  endedAt: z.number().int().nullable().default(null),
  /**
   * The last trade that was re-checked by then: all after `before` up to this one were judged, but for the unwatched
   * intervals of the coin.
   */
  rechecked: reachedSchema.nullable().default(null),
});
export type Outage = z.infer<typeof outageSchema>;

/** How a state bears on what is seen of a coin. */
export type Sight = 'seen' | 'unseen' | 'nothing-to-see';

export function sightOf(state: CoinState): Sight {
  switch (state) {
    case 'live':
      return 'seen';
    case 'requested':
    case 'catching-up':
    case 'dark':
      return 'unseen';
    case 'halted':
    case 'delisted':
    case 'rejected':
      return 'nothing-to-see';
  }
}

/** What is remembered of a coin between two looks. */
export interface Watchfulness {
  /** exchange ms; null while it is seen, or there is nothing to see */
  readonly unseenSince: number | null;
  readonly isTold: boolean;
}

/** `begun`: the outage is to be told. `ended`: the coin is back, and whoever was told of the outage is to be told. */
export type OutageNews = 'begun' | 'ended' | 'begun-and-ended';

export interface Look {
  readonly state: CoinState;
  /** exchange ms */
  readonly now: number;
  /** how long a coin may be unseen before it is told, ms */
  readonly afterMs: number;
}

/**
 * The next step of a coin that is looked at again and again. A halt ends what has not been told yet: there is nothing to
 * miss. What has been told goes on until the coin is live, however long that takes.
 */
export function nextWatchfulness(
  { unseenSince, isTold }: Watchfulness,
  { state, now, afterMs }: Look,
): { readonly next: Watchfulness; readonly news: OutageNews | null } {
  const isOverdue = unseenSince !== null && now - unseenSince >= afterMs;
  switch (sightOf(state)) {
    case 'seen': {
      const news = isTold ? 'ended' : isOverdue ? 'begun-and-ended' : null;
      return { next: { unseenSince: null, isTold: false }, news };
    }
    case 'unseen':
      if (isTold || !isOverdue) return { next: { unseenSince: unseenSince ?? now, isTold }, news: null };
      return { next: { unseenSince, isTold: true }, news: 'begun' };
    case 'nothing-to-see':
      return { next: isTold ? { unseenSince, isTold } : { unseenSince: null, isTold }, news: null };
  }
}
