import { makeDocumentClient } from '../../adapters/clients.ts';
import { createAlertHistory } from '../../adapters/dynamodb/alerts/alert-history.ts';
import { createAlertTable } from '../../adapters/dynamodb/alerts/alert-table.ts';
import { CallTimes } from '../../adapters/dynamodb/call-times.ts';
import { createCandleTable } from '../../adapters/dynamodb/market/candle-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { createOutageList } from '../../adapters/dynamodb/market/outage-list.ts';
import { createTriggerList } from '../../adapters/dynamodb/messages/trigger-list.ts';
import { createRateTable } from '../../adapters/dynamodb/people/rate-table.ts';
import { environmentSchema } from './preview/environment.ts';
import { makePreviewDeps } from './preview/preview-deps.ts';
import { PREVIEW_ENDPOINTS } from './preview-endpoints.ts';
import { routeRequest } from './route-request.ts';
import { serveApi } from './serve-api.ts';

const environment = environmentSchema.parse(process.env);
const calls = new CallTimes();
const client = makeDocumentClient(calls);

const deps = makePreviewDeps(
  {
    market: createMarketTable(client, environment.MARKET_TABLE),
    outages: createOutageList(client, environment.MARKET_TABLE),
    alerts: createAlertTable(client, environment.ALERTS_TABLE),
    history: createAlertHistory(client, environment.TRIGGERS_TABLE),
    triggers: createTriggerList(client, environment.TRIGGERS_TABLE),
    candles: createCandleTable(client, environment.CANDLES_TABLE),
    rates: createRateTable(client, environment.PEOPLE_TABLE),
  },
  { now: Date.now, limits: { previewMsPerMinute: environment.PREVIEW_MS_PER_MINUTE } },
);

export const handler = serveApi(routeRequest(PREVIEW_ENDPOINTS, deps), calls);
