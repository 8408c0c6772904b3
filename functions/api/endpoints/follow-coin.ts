import type { CoinTable } from '../../../adapters/dynamodb/market/coin-table.ts';
import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { summarizeCoin, viewCoin } from '../../../contract/coin-view.ts';
import { SYMBOL_PATTERN } from '../../../domain/market/coin.ts';
import { checkRoomForCoin } from '../check-room-for-coin.ts';
import type { Catalogue } from '../coins/catalogue.ts';
import type { FollowedCoins } from '../coins/followed-coins.ts';
import type { WatchMarket } from '../coins/read-market-now.ts';
import { json, noContent, PRIVATE } from '../http/answer.ts';
import { requireAdmin } from '../http/identify-caller.ts';
import { noSuchCoin } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';
import { requireListing } from '../require-listing.ts';
import type { SignedInHandler } from '../route-request.ts';
import { UNWATCHED_SHOWN } from './list-coins.ts';

export interface CoinFollowing {
  readonly coins: Pick<CoinTable, 'follow'>;
  readonly followedCoins: FollowedCoins;
  readonly market: Pick<MarketTable, 'readUnwatched'>;
  readonly catalogue: Catalogue;
  readonly watchMarket: WatchMarket;
  /** own clock, ms */
  readonly now: () => number;
}

/** `PUT /api/coins/{symbol}` → 202: asked for; the ingest task takes it up within seconds. */
export function followCoin(following: CoinFollowing): SignedInHandler {
  const { coins, followedCoins, market, catalogue, watchMarket, now } = following;
  return async (request) => {
    const symbol = pathParameter(request, 'symbol');
    const listing = await requireListing(catalogue, symbol);
    await checkRoomForCoin(symbol, followedCoins);
    await coins.follow(symbol, now());
    const [{ prices, exchangeNow }, unwatched] = await Promise.all([
      watchMarket(),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
    ]);
    return json(202, viewCoin(summarizeCoin(symbol, prices, exchangeNow), { listing, unwatched }), PRIVATE);
  };
}

/** `DELETE /api/coins/{symbol}`, for admins. Its alerts stay, and are judged again once the coin is followed again. */
export function unfollowCoin(coins: Pick<CoinTable, 'unfollow'>): SignedInHandler {
  return async (request, caller) => {
    requireAdmin(caller);
    const symbol = pathParameter(request, 'symbol');
    if (!SYMBOL_PATTERN.test(symbol) || !(await coins.unfollow(symbol))) throw noSuchCoin();
    return noContent();
  };
}
