import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { JudgingTable } from '../../../adapters/dynamodb/market/judging-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { type HeldKey, ttlCache } from '../../../adapters/ttl-cache.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { type FollowedCoins, followedCoins } from './followed-coins.ts';
import { type WatchMarket, watchMarket } from './read-market-now.ts';

/**
 * Anyone may call an open route: each of its reads is made at most four times a second and environment. Short enough
 * that a coin asked for through one environment is soon listed by another.
 */
export const OPEN_READ_LIFETIME_MS = 250;

/** A page of candles takes some hundred KB of memory. */
const MAX_HELD_CANDLE_PAGES = 20;

export interface OpenReads {
  /** one coin's own row, always read now */
  readonly coins: Pick<CoinTable, 'get'>;
  readonly followedCoins: FollowedCoins;
  readonly market: Pick<MarketTable, 'readUnwatched'>;
  readonly watchMarket: WatchMarket;
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

/** What the open routes read, briefly held. `now` in ms. */
export function openReads({ coins, market, judging, candles }: ReadTables, now: () => number): OpenReads {
  const holding = { lifetimeMs: OPEN_READ_LIFETIME_MS, now };
  const held = <Keys extends readonly HeldKey[], Value>(read: (...keys: Keys) => Promise<Value>) =>
    ttlCache(read, holding).read;
  const readPrices = held(market.readPrices);
  const readClockOffset = held(market.readClockOffset);
  return {
    coins,
    followedCoins: followedCoins(coins, holding),
    market: { readUnwatched: held(market.readUnwatched) },
    watchMarket: watchMarket({ readPrices, readClockOffset }, now),
    catalogue: createCatalogue(market, now),
    readJudged: held(judging.readJudged),
    candles: {
      read: ttlCache(candles.read, { ...holding, maxKeys: MAX_HELD_CANDLE_PAGES }).read,
      firstAfter: held(candles.firstAfter),
    },
  };
}
