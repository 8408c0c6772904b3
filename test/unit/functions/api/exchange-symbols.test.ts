import { beforeEach, expect, it } from 'vitest';
import { GATEWAY_ROUTES } from '../../../../contract/routes.ts';
import { ADAS_CLAIMS } from '../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../support/memory-tables.ts';
import { type CallApi, startApi } from './call-api.ts';

/** A coin as it would be named where a deployment watches several exchanges. */
const RESERVED = 'binance:BTCUSDT';
const MESSAGE = 'this deployment watches one exchange alone: write BTCUSDT';

const CONDITION = { metric: 'price', op: 'above', level: '1' };
const ALERT = { symbol: RESERVED, condition: CONDITION };
const claims = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };

/** With a result for each alert. */
const STATUSES: Readonly<Record<string, number[]>> = {
  'POST /api/alerts/import': [200],
  'POST /api/alerts/bulk': [207, 422],
};

let held: Held;
let call: CallApi;
beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

const OF_A_COIN = Object.keys(GATEWAY_ROUTES).filter((route) => /^(?!HEAD).*{symbol}/.test(route));

it.each(OF_A_COIN)('%s of a coin that names its exchange says what to write', async (route) => {
  const answer = await call(route, { path: { symbol: RESERVED, metric: 'change-1h' }, claims });
  expect([404, 422]).toContain(answer.status);
  expect(JSON.stringify(answer.body)).toContain(MESSAGE);
});

it.each([
  ['POST /api/alerts', { body: ALERT }],
  ['POST /api/alerts/preview', { body: ALERT }],
  ['POST /api/groups', { body: { coins: [RESERVED, 'ETHUSDT'], condition: CONDITION } }],
  ['POST /api/alerts/bulk', { body: { operation: 'create', items: [ALERT] } }],
  ['POST /api/alerts/bulk', { body: { operation: 'create', atomic: true, items: [ALERT] } }],
  ['POST /api/alerts/import', { body: { alerts: [{ ...ALERT, id: 'x' }] } }],
  ['GET /api/alerts', { query: { symbol: RESERVED } }],
  ['GET /api/triggers', { query: { symbol: RESERVED } }],
])('%s with a symbol that names its exchange is refused, and says what to write', async (route, fields) => {
  const answer = await call(route, { ...fields, claims });
  expect(STATUSES[route] ?? [422]).toContain(answer.status);
  expect(held.alerts.size).toBe(0);
  expect(JSON.stringify(answer.body)).toContain(MESSAGE);
});

it('the search still finds a coin that is written with its exchange', async () => {
  const { body } = await call('GET /api/symbols', { query: { q: 'BINANCE:BTCUSDT' } });
  expect(body).toMatchObject({ items: [{ symbol: 'BTCUSDT' }] });
});
