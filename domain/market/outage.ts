import * as z from 'zod';
import type { CoinState } from './coin.ts';

/** The last trade of a coin before it was no longer seen, or when it was seen again. */
const reachedSchema = z.object({ tradeId: z.number().int(), time: z.number().int() });
export type Reached = z.infer<typeof reachedSchema>;

/**
 * Why a coin is not seen.
 * - `unseen`: its trades can't be received at the moment, though it may be traded.
 * - `halted`, `delisted`, `rejected`: the exchange sends nothing of it, as in the coin state of the same name.
 */
export const OUTAGE_CAUSES = ['unseen', 'halted', 'delisted', 'rejected'] as const;
export type OutageCause = (typeof OUTAGE_CAUSES)[number];

/**
 * A time in which a coin was not seen for longer than a setting allows. People with alerts on it get a message when it is
 * stored and another one when `endedAt` is set. One item an outage, keyed by coin and `since`. All times are exchange ms.
 */
export const outageSchema = z.object({
  symbol: z.string(),
  since: z.number().int(),
  /** when it was stored; items of earlier versions, which knew `unseen` only, lack it */
  cause: z.enum(OUTAGE_CAUSES).default('unseen'),
  /** when it had lasted long enough to be reported */
  toldAt: z.number().int(),
  /** the last trade that was published before it; null when there was none */
  before: reachedSchema.nullable(),
  /** when the coin was seen again; null until then */
  endedAt: z.number().int().nullable().default(null),
  /**
   * The last trade that was re-checked by then: all trades after `before` up to this one were judged, except in the
   * unwatched intervals of the coin.
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

/** What a state means for how well a coin is seen. */
export type Visibility = 'seen' | 'unseen' | 'nothing-to-see';

export function visibilityOf(state: CoinState): Visibility {
  const cause = causeOf(state);
  if (cause === null) return 'seen';
  return cause === 'unseen' ? 'unseen' : 'nothing-to-see';
}

/** What is remembered of a coin between two observations. */
export interface OutageTracking {
  /** exchange ms; null while it is seen */
  readonly unseenSince: number | null;
  /** the outage is stored, for the people with alerts on the coin */
  readonly isReported: boolean;
}

/** `begun`: the outage is to be reported. `ended`: the coin is seen again, and the outage was reported. */
export type OutageChange = 'begun' | 'ended' | 'begun-and-ended';

export interface CoinObservation {
  readonly state: CoinState;
  /** exchange ms */
  readonly now: number;
  /** how long a coin may be unseen before that is reported, ms */
  readonly afterMs: number;
}

/** The next step of a coin that is observed again and again. It is one outage until the coin is live, whatever the causes. */
export function trackOutage(
  { unseenSince, isReported }: OutageTracking,
  { state, now, afterMs }: CoinObservation,
): { readonly next: OutageTracking; readonly change: OutageChange | null } {
  const isOverdue = unseenSince !== null && now - unseenSince >= afterMs;
  if (causeOf(state) === null) {
    const change = isReported ? 'ended' : isOverdue ? 'begun-and-ended' : null;
    return { next: { unseenSince: null, isReported: false }, change };
  }
  if (isReported || !isOverdue) return { next: { unseenSince: unseenSince ?? now, isReported }, change: null };
  return { next: { unseenSince, isReported: true }, change: 'begun' };
}
