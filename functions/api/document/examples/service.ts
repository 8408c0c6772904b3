import type { HealthView } from '../../../../contract/health-view.ts';
import type { OperatorView } from '../../../../contract/operator-view.ts';
import type { RouteKey } from '../../../../contract/routes.ts';
import type { ExamplesOf } from '../example.ts';

type Routes = Extract<RouteKey, `${string} /api/${'health' | 'operator' | 'openapi.json' | 'docs'}${string}`>;

const HEALTH: HealthView = {
  status: 'ok',
  why: [],
  feed: 'binance',
  pricesAgeMs: 2_104,
  judgingLagMs: 0,
  coins: { live: 20 },
  canary: { symbol: 'BTCUSDT', firedAt: '2026-11-22T09:10:00.412Z', decisionMs: 611, dispatchMs: 140 },
};

const DOWN: HealthView = {
  ...HEALTH,
  status: 'down',
  why: ['no ingest task has written prices for 95 s'],
  pricesAgeMs: 95_000,
  coins: { dark: 20 },
};

const OPERATOR: OperatorView = {
  hours: [
    { hour: '2026-11-22T09:00:00.000Z', deliveries: { sent: 14, delivered: 13, failed: 1 } },
    { hour: '2026-11-22T08:00:00.000Z', deliveries: { sent: 3, delivered: 3 } },
  ],
  queues: [
    { name: 'mails', waiting: 2, deadLetters: 0 },
    { name: 'webhooks', waiting: 0, deadLetters: 1 },
    { name: 'mail-events', waiting: 0, deadLetters: 0 },
    { name: 'quarantine', waiting: 0, deadLetters: null },
  ],
};

export const SERVICE_EXAMPLES: ExamplesOf<Routes> = {
  'GET /api/health': { path: {}, answers: { 200: HEALTH, 503: DOWN } },
  'GET /api/operator': { path: {}, answers: { 200: OPERATOR } },
  'GET /api/docs': { path: {}, answers: {} },
  'GET /api/docs/{file}': { path: { file: 'swagger-ui.css' }, answers: {} },
  'GET /api/openapi.json': {
    path: {},
    answers: { 200: { openapi: '3.1.0', info: { title: 'Pricebell', version: '1' }, paths: {} } },
  },
};
