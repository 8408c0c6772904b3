import pMap from 'p-map';
import { SYMBOL_PATTERN } from '../../domain/coin.ts';
import { summarizeCoin, viewCoin } from '../../domain/coin-view.ts';
import type { CoinTable } from '../adapters/coin-table.ts';
import type { MarketTable } from '../adapters/market-table.ts';
import { jsonUnlessKnown, publicFor } from './answer.ts';
import { pathParameter } from './api-request.ts';
import { notFound, type Problem } from './problem.ts';
import type { RouteHandler } from './route-request.ts';
import type { WatchMarket } from './watch-market.ts';

/** The newest intervals in which a coin was not watched; older ones are not shown. */
export const UNWATCHED_SHOWN = 100;
/** A list tells fewer of each, so that hundreds of coins fit into one answer. */
export const UNWATCHED_LISTED = 10;
const MAX_READS_AT_ONCE = 16;
const FRESH_S = 1;

export interface CoinReading {
  readonly coins: Pick<CoinTable, 'get' | 'list'>;
  readonly market: Pick<MarketTable, 'readUnwatched'>;
  readonly watchMarket: WatchMarket;
}

/** `GET /api/coins`: every followed coin by name. */
export function listCoins({ coins, market, watchMarket }: CoinReading): RouteHandler {
  return async (request) => {
    const [rows, { prices, exchangeNow }] = await Promise.all([coins.list(), watchMarket()]);
    const symbols = rows.filter(({ wanted }) => wanted).map(({ symbol }) => symbol);
    const view = async (symbol: string) =>
      viewCoin(summarizeCoin(symbol, prices, exchangeNow), await market.readUnwatched(symbol, UNWATCHED_LISTED));
    const items = await pMap(symbols.sort(), view, { concurrency: MAX_READS_AT_ONCE });
    return jsonUnlessKnown(request, { items, nextCursor: null }, publicFor(FRESH_S));
  };
}

/** `GET /api/coins/{symbol}`. @throws Problem 404 unless it is followed */
export function readCoin({ coins, market, watchMarket }: CoinReading): RouteHandler {
  return async (request) => {
    const symbol = pathParameter(request, 'symbol');
    const row = SYMBOL_PATTERN.test(symbol) ? await coins.get(symbol) : null;
    if (!row?.wanted) throw noSuchCoin();
    const [{ prices, exchangeNow }, unwatched] = await Promise.all([
      watchMarket(),
      market.readUnwatched(symbol, UNWATCHED_SHOWN),
    ]);
    const view = viewCoin(summarizeCoin(symbol, prices, exchangeNow), unwatched);
    return jsonUnlessKnown(request, view, publicFor(FRESH_S));
  };
}

export function noSuchCoin(): Problem {
  return notFound('No coin of this name is followed.');
}
