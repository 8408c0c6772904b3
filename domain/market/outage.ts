import * as z from 'zod';
import type { CoinState } from './coin.ts';

/** Where a coin was when nothing was seen of it any more, or when it was seen again. */
const reachedSchema = z.object({ tradeId: z.number().int(), time: z.number().int() });
export type Reached = z.infer<typeof reachedSchema>;

/**
 * Why a coin is not seen.
 * - `unseen`: its trades can't be had at the moment, though it may be traded.
 * - `halted`, `delisted`, `rejected`: the exchange sends nothing of it, as the state of the same name says.
 */
export const OUTAGE_CAUSES = ['unseen', 'halted', 'delisted', 'rejected'] as const;
export type OutageCause = (typeof OUTAGE_CAUSES)[number];

/**
 * A time in which a coin was not seen for longer than a setting allows: what those who have alerts on it are told of, once
 * when it is stored and once when `endedAt` is set. One item an outage, named by coin and `since`. All times are exchange
 * ms.
 */
export const outageSchema = z.object({
  symbol: z.string(),
  since: z.number().int(),
  /** as it was when it was stored; items of earlier versions, which stored no others, lack it */
  cause: z.enum(OUTAGE_CAUSES).default('unseen'),
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

/** Why a coin in this state is not seen; null when it is. */
export function causeOf(state: CoinState): OutageCause | null {
  switch (state) {
    case 'live':
      return null;
    case 'requested':
    case 'catching-up':
    case 'dark':
      return 'unseen';
    case 'halted':
    case 'delisted':
    case 'rejected':
      return state;
  }
}

/** How a state bears on what is seen of a coin. */
export type Visibility = 'seen' | 'unseen' | 'nothing-to-see';

export function visibilityOf(state: CoinState): Visibility {
  const cause = causeOf(state);
  if (cause === null) return 'seen';
  return cause === 'unseen' ? 'unseen' : 'nothing-to-see';
}

/** What is remembered of a coin between two looks. */
export interface Watchfulness {
  /** exchange ms; null while it is seen */
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

/** The next step of a coin that is looked at again and again. It is one outage until the coin is live, whatever the causes. */
export function nextWatchfulness(
  { unseenSince, isTold }: Watchfulness,
  { state, now, afterMs }: Look,
): { readonly next: Watchfulness; readonly news: OutageNews | null } {
  const isOverdue = unseenSince !== null && now - unseenSince >= afterMs;
  if (causeOf(state) === null) {
    const news = isTold ? 'ended' : isOverdue ? 'begun-and-ended' : null;
    return { next: { unseenSince: null, isTold: false }, news };
  }
  if (isTold || !isOverdue) return { next: { unseenSince: unseenSince ?? now, isTold }, news: null };
  return { next: { unseenSince, isTold: true }, news: 'begun' };
}
