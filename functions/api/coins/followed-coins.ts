import * as z from 'zod';
import { type CoinTable, describeCoinError } from '../../../adapters/dynamodb/market/coin-table.ts';
import { log } from '../../../adapters/log.ts';
import { type TtlCacheOptions, ttlCache } from '../../../adapters/ttl-cache.ts';
import { faultyCoin, noSuchCoin } from '../http/problem.ts';
import type { Listings } from './catalogue.ts';

/** The newest intervals in which a coin was not watched; older ones are not shown. */
export const UNWATCHED_SHOWN = 100;

/** The symbols of all followed coins. */
export async function readFollowed(coins: Pick<CoinTable, 'list'>): Promise<ReadonlySet<string>> {
  return (await readRows(coins)).followed;
}

/** The followed coins as open reads see them: another function follows coins and lets them go meanwhile. */
export interface FollowedCoins {
  /** as they were read a moment ago */
  read(): Promise<ReadonlySet<string>>;
  /**
   * Resolves for a coin that is followed, also since a moment ago. A name that anyone makes up costs no read of its own; one that the
   * exchange lists and nobody follows costs one.
   * @throws Problem 404 for any other, 500 when the coin's row can't be read
   */
  require(symbol: string): Promise<void>;
}

export interface FollowedCoinsDeps {
  readonly coins: Pick<CoinTable, 'list' | 'get'>;
  readonly catalogue: Pick<Listings, 'readListings'>;
}

export function followedCoins({ coins, catalogue }: FollowedCoinsDeps, caching: TtlCacheOptions): FollowedCoins {
  const rows = ttlCache(() => readRows(coins), caching);
  const { get } = reportFaultyRows(coins);
  return {
    read: async () => (await rows.read()).followed,
    async require(symbol) {
      const { followed, faulty } = await rows.read();
      if (faulty.has(symbol)) throw faultyCoin(symbol);
      if (followed.has(symbol)) return;
      const isListed = (await catalogue.readListings()).has(symbol);
      if (!isListed || !(await get(symbol))?.wanted) throw noSuchCoin(symbol);
    },
  };
}

async function readRows(coins: Pick<CoinTable, 'list'>) {
  const faulty = new Set<unknown>();
  const readable = await coins.list((item, error) => {
    faulty.add(item.symbol);
    logFaultyRow(item, error);
  });
  return { followed: new Set(readable.filter(({ wanted }) => wanted).map(({ symbol }) => symbol)), faulty };
}

/** One row that can't be read takes no other coin away. */
function logFaultyRow({ symbol }: { readonly symbol?: unknown }, error: string): void {
  log.error('a row of the coins table is no coin', { symbol, fault: error });
}

/** A row that can't be read fails only the requests that need just that coin; the answer names the coin. */
export function reportFaultyRows<Coins extends Pick<CoinTable, 'get'>>(coins: Coins): Coins {
  return {
    ...coins,
    async get(symbol) {
      try {
        return await coins.get(symbol);
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        logFaultyRow({ symbol }, describeCoinError(error));
        throw faultyCoin(symbol);
      }
    },
  };
}
