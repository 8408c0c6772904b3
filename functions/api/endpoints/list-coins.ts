import { coinViewSchema } from '../../../contract/coin-view.ts';
import { listOf } from '../../../contract/list-view.ts';
import { cachedReadHeaders, publicFor, textUnlessKnown } from '../http/answer.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const FRESH_S = 1;

/** By name. */
export const listCoins = marketEndpoint({
  route: 'GET /api/coins',
  id: 'listCoins',
  summary: 'Every followed coin, with the newest intervals in which it was not watched',
  headers: cachedReadHeaders,
  answers: { 200: listOf(coinViewSchema).meta({ id: 'CoinList' }) },
  async handle({ request }, { readCoinList }) {
    return textUnlessKnown(request, await readCoinList(), publicFor(FRESH_S));
  },
});
