import * as z from 'zod';
import { type CoinTable, describeCoinError } from '../../../adapters/dynamodb/market/coin-table.ts';
import { log } from '../../../adapters/log.ts';
import { type TtlCache, type TtlCacheOptions, ttlCache } from '../../../adapters/ttl-cache.ts';
import { faultyCoin, noSuchCoin } from '../http/problem.ts';

/** The newest intervals in which a coin was not watched; older ones are not shown. */
export const UNWATCHED_SHOWN = 100;

/** The symbols of all followed coins, as this environment last read them. */
export interface FollowedCoins extends TtlCache<[], ReadonlySet<string>> {
  /**
   * Resolves for a coin that is followed. A name that anyone makes up costs no read of its own.
   * @throws Problem 404 for any other, 500 when the coin's row can't be read
   */
  require(symbol: string): Promise<void>;
}

export function followedCoins(coins: Pick<CoinTable, 'list'>, caching: TtlCacheOptions): FollowedCoins {
  const rows = ttlCache(async () => {
    const faulty = new Set<unknown>();
    const readable = await coins.list((item, error) => {
      faulty.add(item.symbol);
      logFaultyRow(item, error);
    });
    return { followed: new Set(readable.filter(({ wanted }) => wanted).map(({ symbol }) => symbol)), faulty };
  }, caching);
  return {
    read: async () => (await rows.read()).followed,
    forget: rows.forget,
    async require(symbol) {
      const { followed, faulty } = await rows.read();
      if (faulty.has(symbol)) throw faultyCoin(symbol);
      if (!followed.has(symbol)) throw noSuchCoin();
    },
  };
}

/** One row that can't be read takes no other coin away. */
function logFaultyRow({ symbol }: { readonly symbol?: unknown }, error: string): void {
  log.error('a row of the coins table is no coin', { symbol, fault: error });
}

/** A row that can't be read fails only the requests that need just that coin; the answer names the coin. */
export function reportFaultyRows(coins: CoinTable): CoinTable {
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
