import * as z from 'zod';
import { type CoinTable, coinFault } from '../../adapters/dynamodb/market/coin-table.ts';
import { log } from '../../adapters/log.ts';
import { faultyCoin } from './http/problem.ts';

/** A row that can't be read fails the requests that need just that coin, in words that name it. */
export function tellFaultyCoin(coins: CoinTable): CoinTable {
  return {
    ...coins,
    async get(symbol) {
      try {
        return await coins.get(symbol);
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error;
        log.error('a row of the coins table is no coin', { symbol, fault: coinFault(error) });
        throw faultyCoin(symbol);
      }
    },
  };
}
