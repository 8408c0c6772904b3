import * as z from 'zod';
import { type CoinState, FEEDS } from '../../domain/coin.ts';
import { snapshotAge, summarizeCoin } from '../../domain/coin-view.ts';
import { json } from './answer.ts';
import type { OpenReads } from './open-reads.ts';
import type { RouteHandler } from './route-request.ts';

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

/** `GET /api/health`. */
export function readHealth({ followedCoins, watchMarket }: Omit<OpenReads, 'market'>): RouteHandler {
  return async () => {
    const [{ wanted }, { prices, exchangeNow }] = await Promise.all([followedCoins.read(), watchMarket()]);
    const byState: Partial<Record<CoinState, number>> = {};
    for (const symbol of wanted) {
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
