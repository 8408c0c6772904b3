import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { JudgingTable } from '../../../adapters/dynamodb/market/judging-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { type CacheKey, ttlCache } from '../../../adapters/ttl-cache.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { type FollowedCoins, followedCoins } from './followed-coins.ts';
import { type ReadMarketNow, readMarketNow } from './read-market-now.ts';

/**
 * Anyone may call an open endpoint, so each of its reads is made at most four times a second and environment. Short enough
 * that a coin followed through one environment is soon listed by another.
 */
export const PUBLIC_READ_LIFETIME_MS = 250;

/** A page of candles takes some hundred KB of memory. */
const MAX_CACHED_CANDLE_PAGES = 20;

export interface PublicReads {
  /** the row of one coin, never cached */
  readonly coins: Pick<CoinTable, 'get'>;
  readonly followedCoins: FollowedCoins;
  readonly market: Pick<MarketTable, 'readUnwatched'>;
  readonly readMarketNow: ReadMarketNow;
  readonly catalogue: Catalogue;
  readonly readJudged: JudgingTable['readJudged'];
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
}

export interface ReadTables {
  readonly coins: Pick<CoinTable, 'get' | 'list'>;
  readonly market: Pick<
    MarketTable,
    'readPrices' | 'readClockOffset' | 'readUnwatched' | 'readCatalogue' | 'requestCatalogue'
  >;
  readonly judging: Pick<JudgingTable, 'readJudged'>;
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
}

/** What open endpoints read, kept for a moment. `now` in ms. */
export function createPublicReads({ coins, market, judging, candles }: ReadTables, now: () => number): PublicReads {
  const caching = { lifetimeMs: PUBLIC_READ_LIFETIME_MS, now };
  const cached = <Keys extends readonly CacheKey[], Value>(read: (...keys: Keys) => Promise<Value>) =>
    ttlCache(read, caching).read;
  const readPrices = cached(market.readPrices);
  const readClockOffset = cached(market.readClockOffset);
  return {
    coins,
    followedCoins: followedCoins(coins, caching),
    market: { readUnwatched: cached(market.readUnwatched) },
    readMarketNow: readMarketNow({ readPrices, readClockOffset }, now),
    catalogue: createCatalogue(market, now),
    readJudged: cached(judging.readJudged),
    candles: {
      read: ttlCache(candles.read, { ...caching, maxKeys: MAX_CACHED_CANDLE_PAGES }).read,
      firstAfter: cached(candles.firstAfter),
    },
  };
}
