import pMap from 'p-map';
import { coinViewSchema, summarizeCoin, viewCoin } from '../../../contract/coin-view.ts';
import { listOf } from '../../../contract/list-view.ts';
import { openEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';

/** Fewer than for a single coin, so that hundreds of coins fit into one answer. */
export const UNWATCHED_LISTED = 10;
const MAX_READS_AT_ONCE = 16;
const FRESH_S = 1;

/** By name. */
export const listCoins = openEndpoint({
  route: 'GET /api/coins',
  id: 'listCoins',
  summary: 'Every followed coin, with the newest intervals in which it was not watched',
  headers: cachedReadHeaders,
  answers: { 200: listOf(coinViewSchema).meta({ id: 'CoinList' }) },
  async handle({ request }, { publicReads: { followedCoins, market, catalogue, readMarketNow } }) {
    const [followed, { prices, exchangeNow }] = await Promise.all([followedCoins.read(), readMarketNow()]);
    const view = async (symbol: string) => {
      const unwatched = await market.readUnwatched(symbol, UNWATCHED_LISTED);
      const listing = await catalogue.describe(symbol);
      return viewCoin(summarizeCoin(symbol, prices, exchangeNow), { listing, unwatched });
    };
    const items = await pMap([...followed].sort(), view, { concurrency: MAX_READS_AT_ONCE });
    return jsonUnlessKnown(request, { items, nextCursor: null }, publicFor(FRESH_S));
  },
});
