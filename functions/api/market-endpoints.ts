import type { EndpointsOf } from './endpoint.ts';
import { listCoins } from './endpoints/list-coins.ts';
import { readCandles } from './endpoints/read-candles.ts';
import { readCoin } from './endpoints/read-coin.ts';
import { readDocsFile } from './endpoints/read-docs-file.ts';
import { readDocument } from './endpoints/read-document.ts';
import { readHealth } from './endpoints/read-health.ts';
import { readMetricValues } from './endpoints/read-metric-values.ts';
import { readMetrics } from './endpoints/read-metrics.ts';
import { readSignIn } from './endpoints/read-sign-in.ts';
import { searchSymbols } from './endpoints/search-symbols.ts';
import { showDocs } from './endpoints/show-docs.ts';
import type { MarketDeps } from './market/market-deps.ts';

/** The endpoints of what anyone may read, by their routes. */
export const MARKET_ENDPOINTS: EndpointsOf<'market', MarketDeps> = {
  'GET /api/coins': listCoins,
  'GET /api/coins/{symbol}': readCoin,
  'GET /api/coins/{symbol}/candles': readCandles,
  'GET /api/coins/{symbol}/metrics': readMetrics,
  'GET /api/coins/{symbol}/metrics/{metric}': readMetricValues,
  'GET /api/symbols': searchSymbols,
  'GET /api/sign-in': readSignIn,
  'GET /api/health': readHealth,
  'GET /api/openapi.json': readDocument,
  'GET /api/docs': showDocs,
  'GET /api/docs/{file}': readDocsFile,
};
