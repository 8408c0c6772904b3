import { viewHealth } from '../../domain/health.ts';
import { json } from './answer.ts';
import type { OpenReads } from './open-reads.ts';
import type { RouteHandler } from './route-request.ts';

/** So that whoever looks at the status alone sees that nothing flows. */
const DOWN = 503;

/** `GET /api/health`: whether ticks flow. */
export function readHealth({ followedCoins, watchMarket }: Omit<OpenReads, 'market'>): RouteHandler {
  return async () => {
    const [{ wanted }, { prices, exchangeNow }] = await Promise.all([followedCoins.read(), watchMarket()]);
    const view = viewHealth(prices, wanted, exchangeNow);
    return json(view.status === 'down' ? DOWN : 200, view, { 'cache-control': 'no-store' });
  };
}
