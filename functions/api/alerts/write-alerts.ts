import type { StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { type IndexChange, mergeIndexChanges } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { MAX_TRANSACTION_ITEMS, type TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import type { ResolvedLevel } from '../../../domain/rules/asked-rule.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import { tooManyParts } from '../http/problem.ts';
import type { Claim } from '../limits/claim.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { profileParts } from '../profile-parts.ts';
import { type WebhookChanges, webhookParts } from './resolve-channels.ts';

/**
 * What a change of one alert writes. What several alerts may share (a coin's index, webhooks, counts) is data and no item yet, so
 * that `writeAlerts` can make several changes in one transaction, which takes each item once.
 */
export interface AlertWrite {
  /** items that no other alert's write has: the alert's own */
  readonly own: readonly TransactItem[];
  /** null: the index stays as it is */
  readonly index: IndexChange | null;
  readonly webhooks?: WebhookChanges;
  readonly claim: Claim;
}

/** An alert as it will be once `write` is written. */
export interface PlannedAlert {
  readonly alert: StoredAlert;
  /** as it was when the change was planned */
  readonly market: MarketNow;
  /** of levels relative to the price */
  readonly resolvedFrom?: readonly ResolvedLevel[];
  readonly write: AlertWrite;
}

export interface AlertWrites {
  /** whose alerts they are */
  readonly person: string;
  /** null: by a link in a mail, which says no more of the person than whose it is */
  readonly caller: Caller | null;
  readonly writes: readonly AlertWrite[];
}

export type WriteDeps = Pick<
  ApiDeps,
  'coins' | 'webhooks' | 'people' | 'now' | 'writeAll' | 'counts' | 'countUsage' | 'limits'
>;

/**
 * All of them in one transaction, within the limits of their person. False when another writer was first: then nothing is written.
 * @throws Problem 422, 429 or 409 when a limit leaves no room
 */
export async function writeAlerts({ person, caller, writes }: AlertWrites, deps: WriteDeps): Promise<boolean> {
  const claims = writes.map(({ claim }) => claim);
  const [profile, webhooks, room] = await Promise.all([
    caller ? profileParts(caller, deps) : [],
    webhookParts(
      deps,
      person,
      writes.flatMap((write) => write.webhooks ?? []),
    ),
    claimRoom({ person, isAdmin: caller?.isAdmin }, claims, deps),
  ]);
  const items = [...writes.flatMap(({ own }) => own), ...indexParts(writes, deps), ...webhooks, ...profile, ...room];
  if (items.length > MAX_TRANSACTION_ITEMS) throw tooManyParts();
  return (await deps.writeAll(items)).written;
}

/** One for each coin. */
function indexParts(writes: readonly AlertWrite[], { coins }: WriteDeps): TransactItem[] {
  const changes = Map.groupBy(
    writes.flatMap(({ index }) => index ?? []),
    ({ symbol }) => symbol,
  );
  return [...changes].map(([symbol, ofCoin]) => coins.indexChange(mergeIndexChanges(symbol, ofCoin)));
}
