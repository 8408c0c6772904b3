import { expect } from 'vitest';
import { CallTimes } from '../../../../adapters/dynamodb/call-times.ts';
import type { WebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { GATEWAY_ROUTES } from '../../../../contract/routes.ts';
import { makeApiDeps } from '../../../../functions/api/api-deps.ts';
import { BATCH_ENDPOINTS } from '../../../../functions/api/batch-endpoints.ts';
import { DEVICE_ENDPOINTS } from '../../../../functions/api/device-endpoints.ts';
import { API_ENDPOINTS } from '../../../../functions/api/endpoints.ts';
import { type Answer, COMMON_HEADERS } from '../../../../functions/api/http/answer.ts';
import { makeMarketDeps } from '../../../../functions/api/market/market-deps.ts';
import { MARKET_ENDPOINTS } from '../../../../functions/api/market-endpoints.ts';
import { OPERATOR_ENDPOINTS } from '../../../../functions/api/operator-endpoints.ts';
import { makePreviewDeps } from '../../../../functions/api/preview/preview-deps.ts';
import { PREVIEW_ENDPOINTS } from '../../../../functions/api/preview-endpoints.ts';
import { routeRequest } from '../../../../functions/api/route-request.ts';
import { serveApi } from '../../../../functions/api/serve-api.ts';
import { buildApiEvent, type EventFields } from '../../../support/api-event.ts';
import { undocumented } from '../../../support/document-check.ts';
import { readDocumentFile } from '../../../support/document-files.ts';
import { buildContext } from '../../../support/lambda-context.ts';
import { LIMITS } from '../../../support/limits.ts';
import { buildPushSender } from '../../../support/memory-push-key.ts';
import { type Held, type MemoryTables, memoryTables } from '../../../support/memory-tables.ts';

export const SIGN_IN = { issuer: 'https://issuer.example', clientId: 'client-1' };

export const NOW = Date.UTC(2026, 10, 22, 9);

export interface CalledAnswer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  /** parsed JSON; other text as it is */
  readonly body: unknown;
}

export type CallApi = (routeKey: string, fields?: EventFields) => Promise<CalledAnswer>;

/** Nothing was sent, and nothing waits. */
const noDeliveries = { counts: { read: async () => ({}) }, depths: { read: async () => 0 }, queues: [] };

/**
 * The whole API over memory tables, called as the gateway calls it. Our own clock stands still at `NOW`. Every answer is one that
 * openapi.json names, with the headers of all, or the test fails.
 */
export function startApi(held: Held, caller: WebhookCaller = NOBODY): CallApi {
  return startApiOver(memoryTables(held), () => NOW, caller);
}

const NOBODY: WebhookCaller = { call: async () => ({ kind: 'forbidden', detail: 'nobody is called here' }) };

export function startApiOver(tables: MemoryTables, now: () => number, caller = NOBODY, limits = LIMITS): CallApi {
  const deps = makeApiDeps(tables, { now, limits });
  const deviceDeps = { ...deps, webhookCaller: caller, push: buildPushSender() };
  const calls = new CallTimes();
  const handlers = {
    api: serveApi(routeRequest(API_ENDPOINTS, deps), calls),
    batches: serveApi(routeRequest(BATCH_ENDPOINTS, { ...tables, ...deps }), calls),
    devices: serveApi(routeRequest(DEVICE_ENDPOINTS, deviceDeps), calls),
    market: serveApi(
      routeRequest(MARKET_ENDPOINTS, makeMarketDeps(tables, { now, readDocumentFile, signIn: SIGN_IN })),
      calls,
    ),
    operator: serveApi(routeRequest(OPERATOR_ENDPOINTS, { ...noDeliveries, now }), calls),
    preview: serveApi(routeRequest(PREVIEW_ENDPOINTS, makePreviewDeps(tables, { now, limits })), calls),
  };
  return async (routeKey, fields) => {
    const event = buildApiEvent(routeKey, fields);
    const answer = await handlers[GATEWAY_ROUTES[routeKey]?.answeredBy ?? 'api'](event, buildContext());
    const called = readAnswer(answer);
    const { method } = event.requestContext.http;
    expect(undocumented({ routeKey, method, ...called }), `${method} ${routeKey} → ${called.status}`).toEqual([]);
    expect(called.headers).toMatchObject(COMMON_HEADERS);
    return called;
  };
}

function readAnswer({ statusCode: status = 0, headers = {}, body }: Answer): CalledAnswer {
  const isJson = String(headers['content-type']).includes('json');
  return { status, headers, body: body && isJson ? JSON.parse(body) : body };
}
