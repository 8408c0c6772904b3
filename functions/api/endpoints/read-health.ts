import { viewHealth } from '../../../contract/health-view.ts';
import type { OpenReads } from '../coins/public-reads.ts';
import { json } from '../http/answer.ts';
import type { RouteHandler } from '../route-request.ts';

/** So that whoever looks at the status alone sees that no alert can fire. */
const UNAVAILABLE = 503;

/** `GET /api/health`: whether ticks flow, and are judged. */
export function readHealth({ followedCoins, watchMarket, readJudged }: Omit<OpenReads, 'market'>): RouteHandler {
  return async () => {
    const [{ wanted }, { prices, exchangeNow }, judged] = await Promise.all([
      followedCoins.read(),
      watchMarket(),
      readJudged(),
    ]);
    const view = viewHealth({ prices, judged, wanted, now: exchangeNow });
    const isUnavailable = view.status === 'down' || view.status === 'behind';
    return json(isUnavailable ? UNAVAILABLE : 200, view, { 'cache-control': 'no-store' });
  };
}
