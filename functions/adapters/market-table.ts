import { gunzipSync, gzipSync } from 'node:zlib';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type Listing,
  listingSchema,
  type Prices,
  pricesSchema,
  type Unwatched,
  unwatchedSchema,
} from '../../domain/coin.ts';

/** Keys of the single items; `unwatched#<symbol>` partitions hold one item an interval. */
const PRICES = { kind: 'prices', name: 'all' };
const CLOCK = { kind: 'clock', name: 'offset' };
const CATALOGUE = { kind: 'catalogue', name: 'all' };
const EPOCH = { kind: 'ingest', name: 'epoch' };

const clockSchema = z.object({ offsetMs: z.number() });
const epochSchema = z.object({ epoch: z.number().int().positive() });
const packedSchema = z.object({ packed: z.instanceof(Uint8Array) });

/** Some thousand listings stay far under the 400 KB of an item when packed. */
function pack(value: unknown): Uint8Array {
  return gzipSync(JSON.stringify(value));
}

function unpack(item: Record<string, unknown>): unknown {
  return JSON.parse(gunzipSync(packedSchema.parse(item).packed).toString('utf8'));
}

/** Table `market`: what was observed. The ingest task writes it, the API reads it. */
export function createMarketTable(client: DynamoDBDocumentClient, tableName: string) {
  async function read(key: Record<string, string>): Promise<Record<string, unknown> | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: key }));
    return Item ?? null;
  }
  async function write(key: Record<string, string>, attributes: Record<string, unknown>): Promise<void> {
    await client.send(new PutCommand({ TableName: tableName, Item: { ...key, ...attributes } }));
  }

  return {
    async readPrices(): Promise<Prices | null> {
      const item = await read(PRICES);
      return item && pricesSchema.parse(unpack(item));
    },
    writePrices: (prices: Prices) => write(PRICES, { packed: pack(prices) }),

    /** Exchange clock minus own clock, ms; null before the first measurement. */
    async readClockOffset(): Promise<number | null> {
      const item = await read(CLOCK);
      return item && clockSchema.parse(item).offsetMs;
    },
    writeClockOffset: (offsetMs: number, measuredAt: number) => write(CLOCK, { offsetMs, measuredAt }),

    /** Every symbol of the exchange; null before the ingest task has fetched it. */
    async readCatalogue(): Promise<Listing[] | null> {
      const item = await read(CATALOGUE);
      return item && z.array(listingSchema).parse(unpack(item));
    },
    writeCatalogue: (listings: readonly Listing[]) => write(CATALOGUE, { packed: pack(listings) }),

    /** +1 for every start of the ingest task; answers the new epoch. */
    async raiseEpoch(): Promise<number> {
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: EPOCH,
          UpdateExpression: 'ADD epoch :one',
          ExpressionAttributeValues: { ':one': 1 },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return epochSchema.parse(Attributes).epoch;
    },

    /** Idempotent by coin and first missed trade. */
    addUnwatched: (symbol: string, interval: Unwatched) =>
      write({ kind: `unwatched#${symbol}`, name: String(interval.firstTradeId).padStart(16, '0') }, { ...interval }),

    /** The newest intervals first. */
    async readUnwatched(symbol: string, limit: number): Promise<Unwatched[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': `unwatched#${symbol}` },
          ScanIndexForward: false,
          Limit: limit,
        }),
      );
      return Items.map((item) => unwatchedSchema.parse(item));
    },
  };
}

export type MarketTable = ReturnType<typeof createMarketTable>;
