import { coinViewSchema, viewCoin } from '../../../contract/coin-view.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireListing } from '../coins/catalogue.ts';
import { UNWATCHED_SHOWN } from '../coins/followed-coins.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { pathParameter } from '../http/read-request.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { MAX_FOLLOWED_COINS } from '../limits/usage.ts';
import { profileParts } from '../profile-parts.ts';

/** 202: the ingest task begins to watch the coin within seconds. */
export const followCoin = signedInEndpoint({
  route: 'PUT /api/coins/{symbol}',
  id: 'followCoin',
  summary: `Asks for a coin; 422 when it is one more than you may bring in, 409 when ${MAX_FOLLOWED_COINS} others are followed`,
  answers: { 202: coinViewSchema },
  alsoRefuses: [409, 422],
  async handle({ request, caller }, deps) {
    const symbol = pathParameter(request, 'symbol');
    const listing = await requireListing(deps.catalogue, symbol);
    const { readMarketNow, market } = deps;
    await retryLostWrites('Many coins are changing just now; try again.', () => follow(symbol, caller, deps));
    const [marketNow, unwatched, sparks] = await Promise.all([
      readMarketNow(),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
      market.readSparks(),
    ]);
    return json(202, viewCoin(symbol, marketNow, { listing, unwatched, sparks }), PRIVATE);
  },
});

/** A coin that is followed already costs its caller nothing. Null when another writer was first. */
async function follow(symbol: string, caller: Caller, deps: ApiDeps): Promise<true | null> {
  const [coin, profile] = await Promise.all([deps.coins.get(symbol), profileParts(caller, deps)]);
  if (coin?.wanted) return (await deps.writeAll(profile)).written || null;
  const room = await claimRoom(caller, [{ follows: symbol, fields: { coins: ['symbol'] } }], deps);
  return (await deps.writeAll([deps.coins.following(symbol, deps.now()), ...profile, ...room])).written || null;
}
