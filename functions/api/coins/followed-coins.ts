import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import { log } from '../../../adapters/log.ts';
import { type BrieflyHeld, type Holding, ttlCache } from '../../../adapters/ttl-cache.ts';
import type { RouteHandler } from '../route-request.ts';

/** By name. */
export interface CoinNames {
  readonly wanted: ReadonlySet<string>;
}

export type FollowedCoins = BrieflyHeld<[], CoinNames>;

/** The coins that are asked for, as this environment last read them. */
export function followedCoins(coins: Pick<CoinTable, 'list'>, holding: Holding): FollowedCoins {
  return ttlCache(() => readNames(coins), holding);
}

/** Any write may follow a coin or let one go, also one that fails afterwards: the next request here has to see it. */
export function forgetAfter(coins: FollowedCoins, handle: RouteHandler): RouteHandler {
  return async (request) => {
    try {
      return await handle(request);
    } finally {
      coins.forget();
    }
  };
}

/** One row that can't be read takes nothing away from the others. */
async function readNames(coins: Pick<CoinTable, 'list'>): Promise<CoinNames> {
  const rows = await coins.list(({ symbol }, fault) => {
    log.error('a row of the coins table is no coin', { symbol, fault });
  });
  return { wanted: new Set(rows.filter(({ wanted }) => wanted).map(({ symbol }) => symbol)) };
}
