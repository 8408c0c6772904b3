import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { SYMBOL_PATTERN, type WantedCoin } from '../../domain/market/coin.ts';
import { noSuchCoin } from './http/problem.ts';
import { type ApiRequest, pathParameter } from './http/read-request.ts';

/** The followed coin that the path names. @throws Problem 404 unless it is followed, 500 when its row can't be read */
export async function findCoin(coins: Pick<CoinTable, 'get'>, request: ApiRequest): Promise<WantedCoin> {
  const symbol = pathParameter(request, 'symbol');
  const coin = SYMBOL_PATTERN.test(symbol) ? await coins.get(symbol) : null;
  if (!coin?.wanted) throw noSuchCoin();
  return coin;
}
