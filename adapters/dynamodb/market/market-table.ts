import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type Listing,
  listingSchema,
  type NewestUnwatched,
  newestUnwatchedSchema,
  type Prices,
  pricesSchema,
  type Unwatched,
  unwatchedSchema,
} from '../../../domain/market/coin.ts';
import { type Sparks, sparksSchema } from '../../../domain/market/spark.ts';
import { conditionHeld } from '../conditional-write.ts';
import { gunzipChanged, gzipJson } from '../gzip-json.ts';

/** Keys of the single items; `unwatched#<symbol>` partitions hold one item an interval. The lease: `lease-table.ts`. */
const PRICES = { kind: 'prices', name: 'all' };
const CLOCK = { kind: 'clock', name: 'offset' };
const CATALOGUE = { kind: 'catalogue', name: 'all' };
/** What is derived from other items, of all coins, and can be made again: closes of hours, and the newest of those intervals. */
const SPARKS = { kind: 'spark', name: 'all' };
const NEWEST_UNWATCHED = { kind: 'unwatched', name: 'newest' };
/** The items that the API writes. */
const CATALOGUE_REQUEST = { kind: 'catalogue-request', name: 'latest' };
const COINS_CHANGED = { kind: 'coins-changed', name: 'latest' };

const instantSchema = z.object({ at: z.number() });
/** A call that is refused again and again must not make a request wait. */
const ANNOUNCE_TIMEOUT_MS = 1_000;
const clockSchema = z.object({ offsetMs: z.number().nullable(), measuredAt: z.number() });

/** Exchange clock minus own clock, as it was measured at an instant of own clock; ms. */
export interface ClockOffset {
  readonly offsetMs: number;
  readonly measuredAt: number;
}

/** Table `market`: what the ingest task observed. It writes, the API reads. */
export function createMarketTable(client: DynamoDBDocumentClient, tableName: string) {
  async function read(key: Record<string, string>): Promise<Record<string, unknown> | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key }));
    return Item ?? null;
  }
  async function write(key: Record<string, string>, attributes: Record<string, unknown>): Promise<void> {
    await client.send(new PutCommand({ TableName: tableName, Item: { ...key, ...attributes } }));
  }
  /**
   * False when a later epoch has written: a replaced task must not overwrite what its successor wrote.
   * @throws what the table throws
   */
  function writeOfEpoch(key: Record<string, string>, value: unknown, epoch: number): Promise<boolean> {
    const Item = { ...key, epoch, packed: gzipJson(value) };
    const ConditionExpression = 'attribute_not_exists(epoch) OR epoch <= :epoch';
    const ExpressionAttributeValues = { ':epoch': epoch };
    return conditionHeld(
      client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression, ExpressionAttributeValues })),
    );
  }

  const decodePrices = gunzipChanged((json) => pricesSchema.parse(json));
  const decodeSparks = gunzipChanged((json) => sparksSchema.parse(json));
  const decodeCatalogue = gunzipChanged((json) => z.array(listingSchema).parse(json));
  const decodeNewestUnwatched = gunzipChanged((json) => newestUnwatchedSchema.parse(json));

  return {
    async readPrices(): Promise<Prices | null> {
      const item = await read(PRICES);
      return item && decodePrices(item);
    },
    /** False when a later epoch has written. @throws what the table throws */
    writePrices: (prices: Prices, epoch: number): Promise<boolean> => writeOfEpoch(PRICES, prices, epoch),

    /** Null before an ingest task has written it. */
    async readSparks(): Promise<Sparks | null> {
      const item = await read(SPARKS);
      return item && decodeSparks(item);
    },
    /** False when a later epoch has written. @throws what the table throws */
    writeSparks: (sparks: Sparks, epoch: number): Promise<boolean> => writeOfEpoch(SPARKS, sparks, epoch),

    /** Null before the first measurement, and while none is valid. */
    async readClockOffset(): Promise<ClockOffset | null> {
      const item = await read(CLOCK);
      if (!item) return null;
      const { offsetMs, measuredAt } = clockSchema.parse(item);
      return offsetMs === null ? null : { offsetMs, measuredAt };
    },
    /** Null: no measurement is valid any more. */
    writeClockOffset: (offsetMs: number | null, measuredAt: number) => write(CLOCK, { offsetMs, measuredAt }),

    /** Every symbol of the exchange; null before the ingest task has fetched it. */
    async readCatalogue(): Promise<Listing[] | null> {
      const item = await read(CATALOGUE);
      return item && decodeCatalogue(item);
    },
    writeCatalogue: (listings: readonly Listing[]) => write(CATALOGUE, { packed: gzipJson(listings) }),

    /** Someone asks for a symbol that the stored catalogue lacks. `at`: own clock, ms. */
    requestCatalogue: (at: number) => write(CATALOGUE_REQUEST, { at }),
    /** The instant of the latest request, which names it; null before the first. */
    async readCatalogueRequest(): Promise<number | null> {
      const item = await read(CATALOGUE_REQUEST);
      return item && instantSchema.parse(item).at;
    },

    /** Rows of table `coins` were changed before `at`: own clock, ms. @throws after a second, or what the table throws */
    async announceCoinsChanged(at: number): Promise<void> {
      const put = new PutCommand({ TableName: tableName, Item: { ...COINS_CHANGED, at } });
      await client.send(put, { abortSignal: AbortSignal.timeout(ANNOUNCE_TIMEOUT_MS) });
    },
    /** The instant of the last announcement, which names it; null before the first. It may be a second old. */
    async readCoinsChanged(): Promise<number | null> {
      const item = await read(COINS_CHANGED);
      return item && instantSchema.parse(item).at;
    },

    /** Adding an interval of the same coin and first missed trade again changes nothing. */
    addUnwatched: (symbol: string, interval: Unwatched) =>
      write({ kind: `unwatched#${symbol}`, name: String(interval.firstTradeId).padStart(16, '0') }, { ...interval }),

    /** The newest intervals first, with all that were added before. */
    async readUnwatched(symbol: string, limit: number): Promise<Unwatched[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': `unwatched#${symbol}` },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return Items.map((item) => unwatchedSchema.parse(item));
    },

    /** Null before an ingest task has written it. */
    async readNewestUnwatched(): Promise<NewestUnwatched | null> {
      const item = await read(NEWEST_UNWATCHED);
      return item && decodeNewestUnwatched(item);
    },
    /** False when a later epoch has written. @throws what the table throws */
    writeNewestUnwatched(newest: NewestUnwatched, epoch: number): Promise<boolean> {
      const coins = Object.entries(newest).map(([symbol, spans]) => {
        return [symbol, spans.map(({ from, to, reason }) => [from, to, reason])] as const;
      });
      return writeOfEpoch(NEWEST_UNWATCHED, Object.fromEntries(coins), epoch);
    },
  };
}

export type MarketTable = ReturnType<typeof createMarketTable>;
