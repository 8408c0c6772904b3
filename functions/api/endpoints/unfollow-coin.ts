import { SYMBOL_PATTERN } from '../../../domain/market/coin.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { noContent } from '../http/answer.ts';
import { requireAdmin } from '../http/identify-caller.ts';
import { noSuchCoin } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';

/** Its alerts stay, and are judged again once the coin is followed again. */
export const unfollowCoin = signedInEndpoint({
  route: 'DELETE /api/coins/{symbol}',
  id: 'unfollowCoin',
  summary: 'Lets a coin go (admins)',
  answers: { 204: 'none' },
  async handle({ request, caller }, { coins }) {
    requireAdmin(caller);
    const symbol = pathParameter(request, 'symbol');
    if (!SYMBOL_PATTERN.test(symbol) || !(await coins.unfollow(symbol))) throw noSuchCoin();
    return noContent();
  },
});
