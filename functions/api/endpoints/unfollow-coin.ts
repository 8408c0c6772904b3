import { SYMBOL_PATTERN } from '../../../domain/market/symbol.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { noContent } from '../http/answer.ts';
import { noSuchCoin } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';
import { claimRoom } from '../limits/claim-room.ts';

/** Its alerts stay, and are judged again once the coin is followed again. */
export const unfollowCoin = signedInEndpoint({
  route: 'DELETE /api/coins/{symbol}',
  id: 'unfollowCoin',
  summary: 'Lets a coin go (admins)',
  admins: true,
  answers: { 204: 'none' },
  async handle({ request, caller }, deps) {
    const symbol = pathParameter(request, 'symbol');
    return retryLostWrites('Many coins are changing just now; try again.', async () => {
      const coin = SYMBOL_PATTERN.test(symbol) ? await deps.coins.get(symbol) : null;
      if (!coin?.wanted) throw noSuchCoin(symbol);
      const room = await claimRoom(caller, [{ unfollows: symbol }], deps);
      return (await deps.writeAll([deps.coins.unfollowing(symbol), ...room])).written ? noContent() : null;
    });
  },
});
