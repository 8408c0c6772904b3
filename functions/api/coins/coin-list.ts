import pMap from 'p-map';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { summarizeCoin, viewCoin } from '../../../contract/coin-view.ts';
import { MAX_LISTED_UNWATCHED, type NewestUnwatched } from '../../../domain/market/coin.ts';
import { type JsonText, toJsonText } from '../http/answer.ts';
import type { Catalogue } from './catalogue.ts';
import type { FollowedCoins } from './followed-coins.ts';
import type { ReadMarketNow } from './read-market-now.ts';

const MAX_READS_AT_ONCE = 16;

export interface CoinListDeps {
  readonly followedCoins: Pick<FollowedCoins, 'read'>;
  readonly readMarketNow: ReadMarketNow;
  readonly catalogue: Pick<Catalogue, 'readListings'>;
  readonly market: Pick<MarketTable, 'readNewestUnwatched' | 'readUnwatched'>;
}

/** Every followed coin, by name, as it is sent: with 1,000 coins 0.7 MB, so that it is made once for many callers. */
export async function writeCoinList(deps: CoinListDeps): Promise<JsonText> {
  const { followedCoins, readMarketNow, catalogue, market } = deps;
  const [followed, { prices, exchangeNow }, listings, newest] = await Promise.all([
    followedCoins.read(),
    readMarketNow(),
    catalogue.readListings(),
    market.readNewestUnwatched(),
  ]);
  const symbols = [...followed].sort();
  const unwatched = await completeUnwatched(symbols, newest ?? {}, deps);
  const items = symbols.map((symbol) => {
    const surroundings = { listing: listings.get(symbol) ?? null, unwatched: unwatched[symbol] ?? [] };
    return viewCoin(summarizeCoin(symbol, prices, exchangeNow), surroundings);
  });
  return toJsonText({ items, nextCursor: null });
}

/**
 * The item lacks a coin that was followed a moment ago, and there is none before the first ingest task of this version: what
 * is not in there is read from the coins' own partitions.
 */
async function completeUnwatched(
  symbols: readonly string[],
  newest: NewestUnwatched,
  { market }: CoinListDeps,
): Promise<NewestUnwatched> {
  const lacking = symbols.filter((symbol) => !Object.hasOwn(newest, symbol));
  const read = async (symbol: string) => [symbol, await market.readUnwatched(symbol, MAX_LISTED_UNWATCHED)] as const;
  const found = await pMap(lacking, read, { concurrency: MAX_READS_AT_ONCE });
  return { ...newest, ...Object.fromEntries(found) };
}
