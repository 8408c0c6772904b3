import pMap from 'p-map';
import { viewCoin } from '../../contract/coin-view.ts';
import { MAX_LISTED_UNWATCHED } from '../../domain/market/coin.ts';
import type { CoinListDeps } from '../../functions/api/coins/coin-list.ts';
import { type JsonText, toJsonText } from '../../functions/api/http/answer.ts';

const MAX_READS_AT_ONCE = 16;

/** The same list without the item of all newest intervals: what it would take to read each coin's own. */
export async function listByQueries(deps: CoinListDeps): Promise<JsonText> {
  const { followedCoins, readMarketNow, catalogue, market } = deps;
  const [followed, marketNow, listings, sparks] = await Promise.all([
    followedCoins.read(),
    readMarketNow(),
    catalogue.readListings(),
    market.readSparks(),
  ]);
  const view = async (symbol: string) => {
    const unwatched = await market.readUnwatched(symbol, MAX_LISTED_UNWATCHED);
    return viewCoin(symbol, marketNow, { listing: listings.get(symbol) ?? null, unwatched, sparks });
  };
  const items = await pMap([...followed].sort(), view, { concurrency: MAX_READS_AT_ONCE });
  return toJsonText({ items, nextCursor: null });
}
