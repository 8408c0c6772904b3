import { type DynamoDBDocumentClient, GetCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { DEFAULT_INDEX_SHARDS, type WantedCoin } from '../../../domain/market/coin.ts';
import { SYMBOL_PATTERN } from '../../../domain/market/symbol.ts';
import type { Series } from '../../../domain/metrics/series.ts';
import type { TransactItem } from '../write-transaction.ts';

const itemSchema = z.object({
  symbol: z.string().regex(SYMBOL_PATTERN),
  wanted: z.boolean(),
  bookVersion: z.number().int().nonnegative(),
  bookShards: z.number().int().positive(),
  metrics: z.set(z.string()).default(new Set()),
});

/** @throws ZodError naming the attribute, when the item is no coin */
export function coinFromItem(item: Record<string, unknown>): WantedCoin {
  const { symbol, wanted, bookVersion, bookShards, metrics } = itemSchema.parse(item);
  return { symbol, wanted, book: { version: bookVersion, shards: bookShards, metrics: [...metrics].sort() } };
}

const followedSchema = z.object({ wanted: z.literal(true), bookVersion: z.number(), followedFrom: z.number() });

/**
 * Whether the row is as the very write left it that made the coin followed: it keeps the index version of that write, which every later
 * change of the index raises (docs/decisions/0026).
 */
export function isJustFollowed(item: Record<string, unknown> | null): boolean {
  const { data } = followedSchema.safeParse(item);
  return data !== undefined && data.followedFrom === data.bookVersion;
}

/** What is wrong with a row, in one line that names the attributes. */
export function describeCoinError(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof Error ? error.message : String(error);
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}

export interface IndexChange {
  readonly symbol: string;
  /** own clock, ms */
  readonly now: number;
  /** what the ingest task has to publish for the coin's alerts from now on; with any series the coin is wanted */
  readonly series: readonly Series[];
  /** the index's new version; null for the next one */
  readonly version: number | null;
  /** as the row was read: a change with a series fails when that is no longer so. Without a series it says nothing */
  readonly isFollowed?: boolean;
}

/** Changes of one coin's index as one, for a transaction that makes them all. They were planned by the same read of the coin. */
export function mergeIndexChanges(symbol: string, changes: readonly IndexChange[]): IndexChange {
  const versions = changes.flatMap(({ version }) => version ?? []);
  return {
    symbol,
    now: Math.max(...changes.map(({ now }) => now)),
    series: [...new Set(changes.flatMap(({ series }) => series))],
    version: versions.length > 0 ? Math.max(...versions) : null,
    isFollowed: changes.some(({ isFollowed }) => isFollowed),
  };
}

/**
 * The version for the next change: the present instant in ms, so that versions never repeat and two changes at about the
 * same time seldom collide; at least one more than the last.
 */
export function nextIndexVersion(coin: WantedCoin | null, now: number): number {
  return Math.max(now, (coin?.book.version ?? 0) + 1);
}

interface CoinRows {
  readonly tableName: string;
  /** of a new row; an existing one keeps its number */
  readonly bookShards: number;
}

const NOT_WANTED = '(attribute_not_exists(wanted) OR wanted <> :wanted)';

/** Creates the row where it is missing: wanted if it has a series, else not. */
function indexUpdate(
  { tableName, bookShards }: CoinRows,
  { symbol, now, series, version, isFollowed = false }: IndexChange,
) {
  const isWanted = series.length > 0;
  const conditions = [
    ...(version === null ? [] : ['(attribute_not_exists(bookVersion) OR bookVersion < :version)']),
    ...(isWanted ? [isFollowed ? 'wanted = :wanted' : NOT_WANTED] : []),
  ];
  const set = [
    'bookShards = if_not_exists(bookShards, :shards)',
    version === null ? 'bookVersion = if_not_exists(bookVersion, :now) + :one' : 'bookVersion = :version',
    isWanted ? 'wanted = :wanted' : 'wanted = if_not_exists(wanted, :wanted)',
    ...(isWanted && !isFollowed && version !== null ? ['followedFrom = :version'] : []),
  ];
  return {
    TableName: tableName,
    Key: { symbol },
    UpdateExpression: `SET ${set.join(', ')}${isWanted ? ' ADD #metrics :metrics' : ''}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    // `metrics` is a reserved word
    ...(isWanted && { ExpressionAttributeNames: { '#metrics': 'metrics' } }),
    ExpressionAttributeValues: {
      ':shards': bookShards,
      ':wanted': isWanted,
      ...(version === null ? { ':now': now, ':one': 1 } : { ':version': version }),
      ...(isWanted && { ':metrics': new Set(series) }),
    },
  };
}

/** Table `coins`: which coins are wanted. The row of a coin that is no longer wanted stays, so its version never repeats. */
export function createCoinTable(client: DynamoDBDocumentClient, tableName: string, bookShards = DEFAULT_INDEX_SHARDS) {
  const rows: CoinRows = { tableName, bookShards };
  return {
    /** @throws ZodError on an item that is no coin, unless `onUnreadable` is given: then the rest is listed */
    async list(onUnreadable?: (item: Record<string, unknown>, error: string) => void): Promise<WantedCoin[]> {
      const coins: WantedCoin[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const page = await client.send(
          new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: from }),
        );
        for (const item of page.Items ?? []) {
          try {
            coins.push(coinFromItem(item));
          } catch (error) {
            if (!onUnreadable) throw error;
            onUnreadable(item, describeCoinError(error));
          }
        }
        from = page.LastEvaluatedKey;
      } while (from);
      return coins;
    },

    async get(symbol: string): Promise<WantedCoin | null> {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: { symbol }, ConsistentRead: true }),
      );
      return Item ? coinFromItem(Item) : null;
    },

    /** Whether this part of a transaction changes a row of the table. */
    isRow: (item: TransactItem): boolean => item.Update?.TableName === tableName,

    /** The part of a transaction that asks for a coin; it fails when the coin is followed already. `now` in ms. */
    following(symbol: string, now: number): TransactItem {
      return {
        Update: {
          TableName: tableName,
          Key: { symbol },
          ConditionExpression: NOT_WANTED,
          UpdateExpression:
            'SET wanted = :wanted, bookShards = if_not_exists(bookShards, :shards), bookVersion = if_not_exists(bookVersion, :now), followedFrom = if_not_exists(bookVersion, :now)',
          ExpressionAttributeValues: { ':wanted': true, ':shards': bookShards, ':now': now },
        },
      };
    },

    /** The part of a transaction that lets a coin go; it fails when the coin is not followed. */
    unfollowing(symbol: string): TransactItem {
      return {
        Update: {
          TableName: tableName,
          Key: { symbol },
          ConditionExpression: 'wanted = :yes',
          UpdateExpression: 'SET wanted = :no',
          ExpressionAttributeValues: { ':yes': true, ':no': false },
        },
      };
    },

    /**
     * The part of a transaction that announces a changed index to the ingest task. It fails when the index has already reached
     * the `version`, or when a change with a series finds the coin followed or let go since it was read.
     */
    indexChange(change: IndexChange): TransactItem {
      return { Update: indexUpdate(rows, change) };
    },

    /** Makes every evaluator read the coin's index again. `now` in ms. */
    async raiseIndexVersion(symbol: string, now: number): Promise<void> {
      await client.send(new UpdateCommand(indexUpdate(rows, { symbol, now, series: [], version: null })));
    },
  };
}

export type CoinTable = ReturnType<typeof createCoinTable>;
