import type { CountKey } from '../../../adapters/dynamodb/people/count-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { MAX_WEBHOOKS } from '../../../domain/channels/webhook.ts';
import { MAX_GROUPS } from '../../../domain/groups/group.ts';
import { type CountChanges, countsOverMost } from '../../../domain/people/counts.ts';
import { maxCoinsOf } from '../../../domain/people/limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Claim, Claimer } from './claim.ts';
import { type FullCount, overLimit } from './over-limit.ts';
import { MAX_FOLLOWED_COINS, NEVER, RECOUNT_AFTER_MS } from './usage.ts';
import { armedKey, FOLLOWED_KEY, usageKey } from './usage-keys.ts';

type ClaimDeps = Pick<ApiDeps, 'counts' | 'countUsage' | 'limits' | 'now'>;

/**
 * The parts of a transaction that hold the limits: each makes it fail when others have taken the room meanwhile. Several changes of
 * one transaction are claimed together, since it takes each item once. Writes nothing.
 * @throws Problem 422, or 409 where the limit is of all persons together
 */
export async function claimRoom(claimer: Claimer, claims: readonly Claim[], deps: ClaimDeps): Promise<TransactItem[]> {
  const asked = [usageClaim(claimer, claims, deps), ...armedClaims(claimer, claims, deps), followedClaim(claims)];
  const changing = asked.filter(({ changes }) => Object.keys(changes).length > 0);
  const rooms = await Promise.all(changing.map((one) => roomFor(one, deps)));
  const full = rooms.flatMap((room) => ('item' in room ? [] : room.full));
  if (full.length > 0) throw overLimit(full, { claimer, claims }, deps.limits);
  return rooms.flatMap((room) => ('item' in room ? [room.item] : []));
}

interface ItemClaim {
  readonly key: CountKey;
  readonly changes: CountChanges;
}

function usageClaim({ person, isAdmin }: Claimer, claims: readonly Claim[], { limits }: ClaimDeps): ItemClaim {
  const alerts = sum(claims.map((claim) => claim.alerts ?? 0));
  const follows = newCoins(claims);
  return {
    key: usageKey(person),
    changes: {
      ...(alerts !== 0 && { alerts: { add: alerts, most: limits.maxAlerts } }),
      ...(follows.length > 0 && { coins: { add: follows, most: maxCoinsOf(limits, isAdmin ?? false) } }),
      ...membersClaim('webhooks', claims, MAX_WEBHOOKS),
      ...membersClaim('groups', claims, MAX_GROUPS),
    },
  };
}

function membersClaim(name: 'webhooks' | 'groups', claims: readonly Claim[], most: number): CountChanges {
  const add = unique(claims.flatMap((claim) => claim[name]?.add ?? []));
  const remove = unique(claims.flatMap((claim) => claim[name]?.remove ?? []));
  return add.length + remove.length > 0 ? { [name]: { add, remove, most } } : {};
}

/** One for each coin. */
function armedClaims({ person }: Claimer, claims: readonly Claim[], { limits }: ClaimDeps): ItemClaim[] {
  const armed = claims.flatMap((claim) => claim.armed ?? []);
  return unique(armed.map(({ symbol }) => symbol)).map((symbol) => {
    const add = sum(armed.filter((one) => one.symbol === symbol).map((one) => one.add));
    return {
      key: armedKey(person, symbol),
      changes: { ...(add !== 0 && { armed: { add, most: limits.maxArmedPerCoin } }) },
    };
  });
}

function followedClaim(claims: readonly Claim[]): ItemClaim {
  const add = newCoins(claims).length - unique(claims.flatMap(({ unfollows }) => unfollows ?? [])).length;
  return { key: FOLLOWED_KEY, changes: { ...(add !== 0 && { followed: { add, most: MAX_FOLLOWED_COINS } }) } };
}

function newCoins(claims: readonly Claim[]): string[] {
  return unique(claims.flatMap(({ follows }) => follows ?? []));
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
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
  if (waitMs > 0) return { full: (over ?? []).map((name) => ({ name, item: key.item, waitMs })) };
  const replaces = stored?.at ?? null;
  const counted = { counts: await countUsage(key.person, key.item, replaces ?? NEVER), replaces };
  const still = countsOverMost(counted.counts, changes);
  if (still.length > 0) return { full: still.map((name) => ({ name, item: key.item, waitMs: 0 })) };
  return { item: counts.replace(key, counted, changes, at) };
}
