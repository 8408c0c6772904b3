import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { JudgingTable } from '../../../adapters/dynamodb/market/judging-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { type CacheKey, ttlCache } from '../../../adapters/ttl-cache.ts';
import { type FollowedCoins, followedCoins } from './followed-coins.ts';
import { createMarketReads, type MarketReads, type MarketReadTables, PUBLIC_READ_LIFETIME_MS } from './market-reads.ts';

/** A page of candles takes some hundred KB of memory. */
const MAX_CACHED_CANDLE_PAGES = 20;

export interface PublicReads extends MarketReads {
  /** the row of one coin, never cached */
  readonly coins: Pick<CoinTable, 'get'>;
  readonly followedCoins: FollowedCoins;
  readonly market: Pick<MarketTable, 'readUnwatched'>;
  readonly readJudged: JudgingTable['readJudged'];
}

export interface ReadTables extends MarketReadTables {
  readonly coins: Pick<CoinTable, 'get' | 'list'>;
  readonly market: MarketReadTables['market'] & Pick<MarketTable, 'readUnwatched'>;
  readonly judging: Pick<JudgingTable, 'readJudged'>;
}

/** What open endpoints read, kept for a moment, as anyone may call them. `now` in ms. */
export function createPublicReads(tables: ReadTables, now: () => number): PublicReads {
  const { coins, market, judging } = tables;
  const caching = { lifetimeMs: PUBLIC_READ_LIFETIME_MS, now };
  const cached = <Keys extends readonly CacheKey[], Value>(read: (...keys: Keys) => Promise<Value>) =>
    ttlCache(read, caching).read;
  return {
    ...createMarketReads(tables, { now, maxCandleReads: MAX_CACHED_CANDLE_PAGES }),
    coins,
    followedCoins: followedCoins(coins, caching),
    market: { readUnwatched: cached(market.readUnwatched) },
    readJudged: cached(judging.readJudged),
  };
}
