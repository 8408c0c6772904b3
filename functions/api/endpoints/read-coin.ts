import { coinViewSchema, viewCoin } from '../../../contract/coin-view.ts';
import { UNWATCHED_SHOWN } from '../coins/followed-coins.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const FRESH_S = 1;

export const readCoin = marketEndpoint({
  route: 'GET /api/coins/{symbol}',
  id: 'readCoin',
  summary: 'One followed coin, with the intervals in which it was not watched',
  headers: cachedReadHeaders,
  answers: { 200: coinViewSchema },
  async handle({ request }, { followedCoins, market, catalogue, readMarketNow }) {
    const symbol = pathParameter(request, 'symbol');
    await followedCoins.require(symbol);
    const [marketNow, listings, unwatched, sparks] = await Promise.all([
      readMarketNow(),
      catalogue.readListings(),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
      market.readSparks(),
    ]);
    const surroundings = { listing: listings.get(symbol) ?? null, unwatched, sparks };
    const view = viewCoin(symbol, marketNow, surroundings);
    return jsonUnlessKnown(request, view, publicFor(FRESH_S));
  },
});
