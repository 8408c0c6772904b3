import * as z from 'zod';
import { type CoinTable, describeCoinError } from '../../../adapters/dynamodb/market/coin-table.ts';
import { log } from '../../../adapters/log.ts';
import { type TtlCache, type TtlCacheOptions, ttlCache } from '../../../adapters/ttl-cache.ts';
import { groupThousands } from '../../../domain/market/decimal.ts';
import { faultyCoin, noSuchCoin, Problem } from '../http/problem.ts';

/**
 * The ingest task's one socket takes 1,024 streams. The rest is for its heartbeat, and for coins that are followed at the
 * same moment: nothing but `checkRoomForCoin` limits the number.
 */
export const MAX_FOLLOWED_COINS = 1_000;

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

/** @throws Problem 409 when following this coin would be one too many */
export async function checkRoomForCoin(symbol: string, coins: FollowedCoins): Promise<void> {
  const known = await coins.read();
  if (known.has(symbol)) return;
  if (known.size >= MAX_FOLLOWED_COINS) throw tooManyCoins(symbol);
  // The set may be a second old: other environments may have filled the rest meanwhile.
  coins.forget();
  const present = await coins.read();
  if (!present.has(symbol) && present.size >= MAX_FOLLOWED_COINS) throw tooManyCoins(symbol);
}

function tooManyCoins(symbol: string): Problem {
  const most = groupThousands(String(MAX_FOLLOWED_COINS));
  return new Problem({
    status: 409,
    title: 'Too many coins',
    detail: `${most} coins are followed, which is the most; ${symbol} can be followed once an admin lets another one go.`,
  });
}
