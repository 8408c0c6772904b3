import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { CountTable } from '../../../adapters/dynamodb/people/count-table.ts';
import type { WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { type TtlCache, ttlCache } from '../../../adapters/ttl-cache.ts';
import { type Count, type Counts, sizeOf } from '../../../domain/people/counts.ts';
import { coinOfArmed, FOLLOWED_KEY, usageKey } from './usage-keys.ts';

/** The ingest task's one socket takes 1,024 streams; the rest is for its heartbeat. */
export const MAX_FOLLOWED_COINS = 1_000;

/** An index shows a write within a second or so; only counts that stood still for longer are counted again. */
export const RECOUNT_AFTER_MS = 5_000;

/** Counts what is there, by the key of the item that is to hold it, and by when that was changed last. */
export type CountUsage = TtlCache<[person: string, item: string, changedAt: number | typeof NEVER], Counts>['read'];
export const NEVER = 'never';

interface CountedTables {
  readonly alerts: AlertTable;
  readonly coins: CoinTable;
  readonly webhooks: WebhookTable;
  readonly counts: CountTable;
}

/** Who is at a limit may ask again and again: it is counted once in `RECOUNT_AFTER_MS`. */
export function createCountUsage(tables: CountedTables, now: () => number): CountUsage {
  const count = (person: string, item: string) => {
    if (item === FOLLOWED_KEY.item && person === FOLLOWED_KEY.person) return countFollowed(tables);
    const symbol = coinOfArmed(item);
    return symbol === null ? countUsage(person, tables) : countArmed(person, symbol, tables);
  };
  return ttlCache(count, { lifetimeMs: RECOUNT_AFTER_MS, now }).read;
}

/** Who brought in a coin that is followed since an earlier version is not known: it counts for nobody. */
async function countUsage(person: string, tables: CountedTables): Promise<Counts> {
  const [stored, alerts, webhooks] = await Promise.all([
    tables.counts.read(usageKey(person)),
    tables.alerts.count({ owner: person }),
    tables.webhooks.list(person),
  ]);
  const coins = await stillFollowed(stored?.counts.coins, tables);
  // groups have no index to count them in: what is stored of them is written with each
  const groups = stored?.counts.groups ?? new Set<string>();
  return { alerts, coins, webhooks: new Set(webhooks.map(({ id }) => id)), groups };
}

async function stillFollowed(coins: Count | undefined, tables: CountedTables): Promise<Set<string>> {
  return sizeOf(coins) === 0 ? new Set() : ofFollowed(coins, await readFollowed(tables));
}

function ofFollowed(coins: Count | undefined, followed: ReadonlySet<string>): Set<string> {
  return new Set(typeof coins === 'object' ? [...coins].filter((symbol) => followed.has(symbol)) : []);
}

async function countArmed(owner: string, armedOn: string, { alerts }: CountedTables): Promise<Counts> {
  return { armed: await alerts.count({ owner, armedOn }) };
}

async function countFollowed(tables: CountedTables): Promise<Counts> {
  return { followed: (await readFollowed(tables)).size };
}

/** Consistent. A row that can't be read is logged where coins are listed. */
async function readFollowed({ coins }: CountedTables): Promise<Set<string>> {
  const rows = await coins.list(() => {});
  return new Set(rows.filter(({ wanted }) => wanted).map(({ symbol }) => symbol));
}

/** How much of their limits a person uses. */
export interface Usage {
  readonly alerts: number;
  readonly coins: number;
  readonly webhooks: number;
}

interface UsageDeps {
  readonly counts: CountTable;
  readonly countUsage: CountUsage;
  readonly readFollowed: () => Promise<ReadonlySet<string>>;
}

/** One read, once the person has written anything. A coin that was let go does not count, though it is still in the set. */
export async function readUsage(person: string, { counts, countUsage, readFollowed }: UsageDeps): Promise<Usage> {
  const { item } = usageKey(person);
  const found = (await counts.read(usageKey(person)))?.counts ?? (await countUsage(person, item, NEVER));
  const coins = sizeOf(found.coins) === 0 ? found.coins : ofFollowed(found.coins, await readFollowed());
  return { alerts: sizeOf(found.alerts), coins: sizeOf(coins), webhooks: sizeOf(found.webhooks) };
}
