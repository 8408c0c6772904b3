import type { CountKey } from '../../../adapters/dynamodb/people/count-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { MAX_WEBHOOKS } from '../../../domain/channels/webhook.ts';
import { type CountChanges, countsOverMost } from '../../../domain/people/counts.ts';
import { maxCoinsOf } from '../../../domain/people/limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Claim } from './claim.ts';
import { type FullCount, overLimit } from './over-limit.ts';
import { MAX_FOLLOWED_COINS, NEVER, RECOUNT_AFTER_MS } from './usage.ts';
import { armedKey, FOLLOWED_KEY, usageKey } from './usage-keys.ts';

type ClaimDeps = Pick<ApiDeps, 'counts' | 'countUsage' | 'limits' | 'now'>;

/**
 * The parts of a transaction that hold the limits: each makes it fail when others have taken the room meanwhile. Writes nothing.
 * @throws Problem 422, or 409 where the limit is of all persons together
 */
export async function claimRoom(claim: Claim, deps: ClaimDeps): Promise<TransactItem[]> {
  const asked = [usageClaim(claim, deps), armedClaim(claim, deps), followedClaim(claim)];
  const claims = asked.filter(({ changes }) => Object.keys(changes).length > 0);
  const rooms = await Promise.all(claims.map((one) => roomFor(one, deps)));
  const full = rooms.flatMap((room) => ('item' in room ? [] : room.full));
  if (full.length > 0) throw overLimit(full, claim, deps.limits);
  return rooms.flatMap((room) => ('item' in room ? [room.item] : []));
}

interface ItemClaim {
  readonly key: CountKey;
  readonly changes: CountChanges;
}

function usageClaim({ person, isAdmin, alerts, follows, webhooks }: Claim, { limits }: ClaimDeps): ItemClaim {
  const { add = [], remove = [] } = webhooks ?? {};
  return {
    key: usageKey(person),
    changes: {
      ...(alerts && { alerts: { add: alerts, most: limits.maxAlerts } }),
      ...(follows !== undefined && { coins: { add: [follows], most: maxCoinsOf(limits, isAdmin ?? false) } }),
      ...(add.length + remove.length > 0 && { webhooks: { add, remove, most: MAX_WEBHOOKS } }),
    },
  };
}

function armedClaim({ person, armed }: Claim, { limits }: ClaimDeps): ItemClaim {
  const { symbol = '', add = 0 } = armed ?? {};
  return {
    key: armedKey(person, symbol),
    changes: { ...(add !== 0 && { armed: { add, most: limits.maxArmedPerCoin } }) },
  };
}

function followedClaim({ follows, unfollows }: Claim): ItemClaim {
  const add = (follows === undefined ? 0 : 1) - (unfollows === undefined ? 0 : 1);
  return { key: FOLLOWED_KEY, changes: { ...(add !== 0 && { followed: { add, most: MAX_FOLLOWED_COINS } }) } };
}

type Room = { readonly item: TransactItem } | { readonly full: readonly FullCount[] };

/**
 * A count that is missing, or that leaves no room, is made from what is there, and is stored in the same transaction. Not
 * when it changed a moment ago: what was written then may not be in the index yet.
 */
async function roomFor({ key, changes }: ItemClaim, { counts, countUsage, now }: ClaimDeps): Promise<Room> {
  const at = now();
  const stored = await counts.read(key);
  const over = stored && countsOverMost(stored.counts, changes);
  if (stored && over?.length === 0) return { item: counts.change(key, stored, changes, at) };
  const waitMs = stored ? stored.at + RECOUNT_AFTER_MS - at : 0;
  if (waitMs > 0) return { full: (over ?? []).map((name) => ({ name, waitMs })) };
  const replaces = stored?.at ?? null;
  const counted = { counts: await countUsage(key.person, key.item, replaces ?? NEVER), replaces };
  const still = countsOverMost(counted.counts, changes);
  if (still.length > 0) return { full: still.map((name) => ({ name, waitMs: 0 })) };
  return { item: counts.replace(key, counted, changes, at) };
}
