import pMap from 'p-map';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import type { ReadMarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { viewCoin } from '../../../contract/coin-view.ts';
import { MAX_LISTED_UNWATCHED, type NewestUnwatched } from '../../../domain/market/coin.ts';
import { type JsonText, toJsonText } from '../http/answer.ts';
import type { Catalogue } from './catalogue.ts';
import type { FollowedCoins } from './followed-coins.ts';

const MAX_READS_AT_ONCE = 16;
/** Coins that the item of all intervals may lack. More were followed within the last seconds, and it will have them in as many. */
export const MAX_LACKING_READ = 50;

export interface CoinListDeps {
  readonly followedCoins: Pick<FollowedCoins, 'read'>;
  readonly readMarketNow: ReadMarketNow;
  readonly catalogue: Pick<Catalogue, 'readListings'>;
  readonly market: Pick<MarketTable, 'readNewestUnwatched' | 'readUnwatched' | 'readSparks'>;
}

/** Every followed coin, by name, as it is sent: with 1,000 coins 0.7 MB, so that it is made once for many callers. */
export async function writeCoinList(deps: CoinListDeps): Promise<JsonText> {
  const { followedCoins, readMarketNow, catalogue, market } = deps;
  const [followed, marketNow, listings, newest, sparks] = await Promise.all([
    followedCoins.read(),
    readMarketNow(),
    catalogue.readListings(),
    market.readNewestUnwatched(),
    market.readSparks(),
  ]);
  const symbols = [...followed].sort();
  const unwatched = await completeUnwatched(symbols, newest, deps);
  const items = symbols.map((symbol) => {
    const surroundings = { listing: listings.get(symbol) ?? null, unwatched: unwatched[symbol] ?? [], sparks };
    return viewCoin(symbol, marketNow, surroundings);
  });
  return toJsonText({ items, nextCursor: null });
}

/**
 * What the item lacks is read from the coins' own partitions. Before the first ingest task of this version there is no item:
 * then that is every coin.
 */
async function completeUnwatched(
  symbols: readonly string[],
  newest: NewestUnwatched | null,
  { market }: CoinListDeps,
): Promise<NewestUnwatched> {
  const lacking = newest
    ? symbols.filter((symbol) => !Object.hasOwn(newest, symbol)).slice(0, MAX_LACKING_READ)
    : symbols;
  const read = async (symbol: string) => [symbol, await market.readUnwatched(symbol, MAX_LISTED_UNWATCHED)] as const;
  const found = await pMap(lacking, read, { concurrency: MAX_READS_AT_ONCE });
  return { ...newest, ...Object.fromEntries(found) };
}
