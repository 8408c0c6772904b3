import * as z from 'zod';
import { type CoinState, FEEDS } from '../../domain/coin.ts';
import { snapshotAge, summarizeCoin } from '../../domain/coin-view.ts';
import type { CoinTable } from '../adapters/coin-table.ts';
import { json } from './answer.ts';
import type { RouteHandler } from './route-request.ts';
import type { WatchMarket } from './watch-market.ts';

export const healthViewSchema = z.strictObject({
  /** the API answers and reaches its tables; whether prices flow is said by the rest */
  status: z.literal('ok'),
  feed: z.enum(FEEDS).nullable(),
  /** age of the newest price snapshot, ms; null before the first one */
  pricesAgeMs: z.number().int().nullable(),
  /** followed coins by state */
  coins: z.record(z.string(), z.number().int()),
});
export type HealthView = z.infer<typeof healthViewSchema>;

export interface HealthReading {
  readonly coins: Pick<CoinTable, 'list'>;
  readonly watchMarket: WatchMarket;
}

/** `GET /api/health`. */
export function readHealth({ coins, watchMarket }: HealthReading): RouteHandler {
  return async () => {
    const [rows, { prices, exchangeNow }] = await Promise.all([coins.list(), watchMarket()]);
    const byState: Partial<Record<CoinState, number>> = {};
    for (const { symbol } of rows.filter(({ wanted }) => wanted)) {
      const { state } = summarizeCoin(symbol, prices, exchangeNow);
      byState[state] = (byState[state] ?? 0) + 1;
    }
    const view: HealthView = {
      status: 'ok',
      feed: prices?.feed ?? null,
      pricesAgeMs: snapshotAge(prices, exchangeNow),
      coins: byState,
    };
    return json(200, view, { 'cache-control': 'no-store' });
  };
}
