import { coinViewSchema, summarizeCoin, viewCoin } from '../../../contract/coin-view.ts';
import { requireListing } from '../coins/catalogue.ts';
import { checkRoomForCoin, MAX_FOLLOWED_COINS, UNWATCHED_SHOWN } from '../coins/followed-coins.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';

/** 202: the ingest task begins to watch the coin within seconds. */
export const followCoin = signedInEndpoint({
  route: 'PUT /api/coins/{symbol}',
  id: 'followCoin',
  summary: `Asks for a coin; 409 when ${MAX_FOLLOWED_COINS} others are followed`,
  answers: { 202: coinViewSchema },
  async handle({ request }, { coins, followedCoins, market, catalogue, readMarketNow, now }) {
    const symbol = pathParameter(request, 'symbol');
    const listing = await requireListing(catalogue, symbol);
    await checkRoomForCoin(symbol, followedCoins);
    await coins.follow(symbol, now());
    const [{ prices, exchangeNow }, unwatched] = await Promise.all([
      readMarketNow(),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
    ]);
    return json(202, viewCoin(summarizeCoin(symbol, prices, exchangeNow), { listing, unwatched }), PRIVATE);
  },
});
