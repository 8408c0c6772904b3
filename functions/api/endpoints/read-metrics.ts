import { coinSummarySchema, summarizeCoin, WINDOWED_UNITS } from '../../../contract/coin-view.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const FRESH_S = 1;

export const readMetrics = marketEndpoint({
  route: 'GET /api/coins/{symbol}/metrics',
  id: 'readMetrics',
  summary: `Values by window: ${WINDOWED_UNITS}; null where not known`,
  headers: cachedReadHeaders,
  answers: { 200: coinSummarySchema },
  async handle({ request }, { followedCoins, readMarketNow }) {
    const symbol = pathParameter(request, 'symbol');
    await followedCoins.require(symbol);
    const { prices, exchangeNow } = await readMarketNow();
    return jsonUnlessKnown(request, summarizeCoin(symbol, prices, exchangeNow), publicFor(FRESH_S));
  },
});
