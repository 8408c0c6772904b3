import { coinViewSchema, summarizeCoin, viewCoin } from '../../../contract/coin-view.ts';
import { findCoin, UNWATCHED_SHOWN } from '../coins/followed-coins.ts';
import { openEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';

const FRESH_S = 1;

export const readCoin = openEndpoint({
  route: 'GET /api/coins/{symbol}',
  id: 'readCoin',
  summary: 'One followed coin, with the intervals in which it was not watched',
  headers: cachedReadHeaders,
  answers: { 200: coinViewSchema },
  async handle({ request }, { publicReads: { coins, market, catalogue, readMarketNow } }) {
    const { symbol } = await findCoin(coins, pathParameter(request, 'symbol'));
    const [{ prices, exchangeNow }, listing, unwatched] = await Promise.all([
      readMarketNow(),
      catalogue.describe(symbol),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
    ]);
    const view = viewCoin(summarizeCoin(symbol, prices, exchangeNow), { listing, unwatched });
    return jsonUnlessKnown(request, view, publicFor(FRESH_S));
  },
});
