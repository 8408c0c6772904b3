import type { CanaryTable } from '../../../adapters/dynamodb/market/canary-table.ts';
import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { JudgingTable } from '../../../adapters/dynamodb/market/judging-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { type CacheKey, ttlCache } from '../../../adapters/ttl-cache.ts';
import type { JsonText } from '../http/answer.ts';
import { writeCoinList } from './coin-list.ts';
import { type FollowedCoins, followedCoins } from './followed-coins.ts';
import { createMarketReads, type MarketReads, type MarketReadTables, PUBLIC_READ_LIFETIME_MS } from './market-reads.ts';

/** A page of candles takes some hundred KB of memory. */
const MAX_CACHED_CANDLE_PAGES = 20;
/**
 * The intervals of a coin that the list of all lacks. There may be hundreds of such coins until the ingest task of this version
 * has started.
 */
const UNLISTED_LIFETIME_MS = 10_000;
/** They change once an hour. */
const SPARKS_LIFETIME_MS = 5_000;

export interface PublicReads extends MarketReads {
  readonly followedCoins: FollowedCoins;
  readonly market: Pick<MarketTable, 'readUnwatched' | 'readSparks'>;
  readonly readJudged: JudgingTable['readJudged'];
  /** null before the first fire, and without a canary */
  readonly readCanaryFire: CanaryTable['readFire'];
  /** every followed coin */
  readonly readCoinList: () => Promise<JsonText>;
}

export interface ReadTables extends MarketReadTables {
  readonly coins: Pick<CoinTable, 'list' | 'get'>;
  readonly market: MarketReadTables['market'] &
    Pick<MarketTable, 'readUnwatched' | 'readNewestUnwatched' | 'readSparks'>;
  readonly judging: Pick<JudgingTable, 'readJudged'>;
  readonly canary: Pick<CanaryTable, 'readFire'> | null;
}

/** What open endpoints read, kept for a moment, as anyone may call them. `now` in ms. */
export function createPublicReads(tables: ReadTables, now: () => number): PublicReads {
  const { coins, market, judging, canary } = tables;
  const caching = { lifetimeMs: PUBLIC_READ_LIFETIME_MS, now };
  const cached = <Keys extends readonly CacheKey[], Value>(read: (...keys: Keys) => Promise<Value>) =>
    ttlCache(read, caching).read;
  const marketReads = createMarketReads(tables, { now, maxCandleReads: MAX_CACHED_CANDLE_PAGES });
  const followed = followedCoins({ coins, catalogue: marketReads.catalogue }, caching);
  const readSparks = ttlCache(market.readSparks, { lifetimeMs: SPARKS_LIFETIME_MS, now }).read;
  const listed = {
    readSparks,
    readNewestUnwatched: cached(market.readNewestUnwatched),
    readUnwatched: ttlCache(market.readUnwatched, { lifetimeMs: UNLISTED_LIFETIME_MS, now }).read,
  };
  const coinList = ttlCache(() => writeCoinList({ ...marketReads, followedCoins: followed, market: listed }), caching);
  return {
    ...marketReads,
    followedCoins: followed,
    market: { readUnwatched: cached(market.readUnwatched), readSparks },
    readJudged: cached(judging.readJudged),
    readCanaryFire: canary ? cached(canary.readFire) : async () => null,
    readCoinList: coinList.read,
  };
}
