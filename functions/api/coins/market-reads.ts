import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { type ReadMarketNow, readMarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { ttlCache } from '../../../adapters/ttl-cache.ts';
import { createListings, type Listings } from './catalogue.ts';

/**
 * Each of these reads is made at most four times a second and environment. Short enough that a coin followed through one
 * environment is soon listed by another.
 */
export const PUBLIC_READ_LIFETIME_MS = 250;

export interface MarketReads {
  readonly readMarketNow: ReadMarketNow;
  readonly catalogue: Listings;
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
}

export interface MarketReadTables {
  readonly market: Pick<MarketTable, 'readPrices' | 'readClockOffset' | 'readCatalogue'>;
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
}

export interface MarketReadOptions {
  /** own clock, ms */
  readonly now: () => number;
  /** most reads of candles that are kept */
  readonly maxCandleReads: number;
}

/** What is read of the market, kept for a moment. */
export function createMarketReads(
  { market, candles }: MarketReadTables,
  { now, maxCandleReads }: MarketReadOptions,
): MarketReads {
  const caching = { lifetimeMs: PUBLIC_READ_LIFETIME_MS, now };
  const readPrices = ttlCache(market.readPrices, caching).read;
  const readClockItem = ttlCache(market.readClockOffset, caching).read;
  // a snapshot carries it along; those of earlier versions do not
  const readClockOffset = async () => (await readPrices())?.clock ?? readClockItem();
  return {
    readMarketNow: readMarketNow({ readPrices, readClockOffset }, now),
    catalogue: createListings({ readCatalogue: ttlCache(market.readCatalogue, caching).read }, now),
    candles: {
      read: ttlCache(candles.read, { ...caching, maxKeys: maxCandleReads }).read,
      firstAfter: ttlCache(candles.firstAfter, caching).read,
    },
  };
}
