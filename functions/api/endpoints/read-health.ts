import { healthViewSchema, viewHealth } from '../../../contract/health-view.ts';
import { json } from '../http/answer.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

/** Whoever looks at the status alone sees that no alert can fire. */
const UNAVAILABLE = 503;

export const readHealth = marketEndpoint({
  route: 'GET /api/health',
  id: 'readHealth',
  summary:
    'Whether ticks flow and are judged: ok, degraded when some coins are not seen, behind (503) when judging lags ' +
    'publishing by more than a minute, down (503) when none is seen',
  answers: { 200: healthViewSchema, [UNAVAILABLE]: healthViewSchema },
  async handle(_call, { followedCoins, readMarketNow, readJudged, readCanaryFire }) {
    const [wanted, { prices, exchangeNow }, judged, canary] = await Promise.all([
      followedCoins.read(),
      readMarketNow(),
      readJudged(),
      readCanaryFire(),
    ]);
    const view = viewHealth({ prices, judged, canary, wanted, now: exchangeNow });
    const isUnavailable = view.status === 'down' || view.status === 'behind';
    return json(isUnavailable ? UNAVAILABLE : 200, view, { 'cache-control': 'no-store' });
  },
});
