import pMap from 'p-map';
import { summarizeCoin, viewCoin } from '../../../contract/coin-view.ts';
import type { OpenReads } from '../coins/public-reads.ts';
import { findCoin } from '../find-coin.ts';
import { jsonUnlessKnown, publicFor } from '../http/answer.ts';
import type { RouteHandler } from '../route-request.ts';

/** The newest intervals in which a coin was not watched; older ones are not shown. */
export const UNWATCHED_SHOWN = 100;
/** A list tells fewer of each, so that hundreds of coins fit into one answer. */
export const UNWATCHED_LISTED = 10;
const MAX_READS_AT_ONCE = 16;
const FRESH_S = 1;

/** `GET /api/coins`: every followed coin by name. */
export function listCoins({ followedCoins, market, catalogue, watchMarket }: OpenReads): RouteHandler {
  return async (request) => {
    const [{ wanted }, { prices, exchangeNow }] = await Promise.all([followedCoins.read(), watchMarket()]);
    const view = async (symbol: string) => {
      const unwatched = await market.readUnwatched(symbol, UNWATCHED_LISTED);
      const listing = await catalogue.describe(symbol);
      return viewCoin(summarizeCoin(symbol, prices, exchangeNow), { listing, unwatched });
    };
    const items = await pMap([...wanted].sort(), view, { concurrency: MAX_READS_AT_ONCE });
    return jsonUnlessKnown(request, { items, nextCursor: null }, publicFor(FRESH_S));
  };
}

/** `GET /api/coins/{symbol}`. @throws Problem 404 unless it is followed, 500 when its row can't be read */
export function readCoin({ coins, market, catalogue, watchMarket }: OpenReads): RouteHandler {
  return async (request) => {
    const { symbol } = await findCoin(coins, request);
    const [{ prices, exchangeNow }, listing, unwatched] = await Promise.all([
      watchMarket(),
      catalogue.describe(symbol),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
    ]);
    const view = viewCoin(summarizeCoin(symbol, prices, exchangeNow), { listing, unwatched });
    return jsonUnlessKnown(request, view, publicFor(FRESH_S));
  };
}

/** `GET /api/coins/{symbol}/metrics`. @throws Problem 404 unless it is followed, 500 when its row can't be read */
export function readMetrics({ coins, watchMarket }: OpenReads): RouteHandler {
  return async (request) => {
    const { symbol } = await findCoin(coins, request);
    const { prices, exchangeNow } = await watchMarket();
    return jsonUnlessKnown(request, summarizeCoin(symbol, prices, exchangeNow), publicFor(FRESH_S));
  };
}
