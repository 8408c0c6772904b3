import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ROUTES, type RouteKey } from '../../../contract/routes.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from '../end-to-end/build-tape.ts';
import { TestStack } from '../end-to-end/start-stack.ts';
import { type Kind, makeTokens, type Standing } from './tokens.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const PAUSE_MS = 250;

interface Asked {
  readonly body?: string;
  /** what the route answers to those whom it lets in; to an admin as to another person unless it says more */
  readonly owner: number;
  readonly other: number;
  readonly admin?: number;
  /** what those get who come second to something that is there only once */
  readonly again?: Readonly<Record<string, number>>;
}

const same = (status: number, more: Partial<Asked> = {}): Asked => ({ owner: status, other: status, ...more });

/** A request for each route. What deletes comes last. */
const REQUESTS: Record<RouteKey, Asked> = {
  'POST /api/alerts': same(422, { body: '{}' }),
  'POST /api/alerts/preview': same(422, { body: '{}' }),
  'GET /api/alerts': same(200),
  'GET /api/alerts/{id}': { owner: 200, other: 404 },
  'PATCH /api/alerts/{id}': { owner: 200, other: 404, body: '{"note":"mine"}' },
  'GET /api/alerts/{id}/triggers': { owner: 200, other: 404 },
  'GET /api/alerts/{id}/history': { owner: 200, other: 404 },
  'GET /api/triggers': same(200),
  'GET /api/coins': same(200),
  'GET /api/coins/{symbol}': same(200),
  'PUT /api/coins/{symbol}': same(202),
  'GET /api/coins/{symbol}/candles': same(200),
  'GET /api/coins/{symbol}/metrics': same(200),
  'GET /api/symbols': same(200),
  'GET /api/me': same(200),
  'PUT /api/me': same(422, { body: '{"unknown":1}' }),
  'POST /api/me/webhooks/{id}/test': same(404),
  'GET /api/links/{token}': same(404),
  'POST /api/links/{token}': same(404),
  'GET /api/health': same(200),
  'GET /api/openapi.json': same(200),
  'DELETE /api/coins/{symbol}': same(403, { admin: 204, again: { 'an admin of many groups': 404 } }),
  'DELETE /api/alerts/{id}': { owner: 204, other: 404, again: { 'the owner, in small letters': 404 } },
};

let stack: TestStack;
let kinds: Kind[];
let alertId = '';

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '100']) } }));
  kinds = await makeTokens(stack.folder);
  const owner = await stack.person('owner@example.com');
  await owner.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await owner.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  alertId = await owner.addAlert('BTCUSDT', 'above', '1000');
});
afterAll(() => stack?.end());

/** The status, once the route's throttle lets the request through. */
async function statusOf(route: string, { credentials }: Kind, body: string | undefined): Promise<number> {
  const [method = '', template = ''] = route.split(' ');
  const path = template
    .replace('{id}', alertId)
    .replace('{symbol}', 'BTCUSDT')
    .replace('{token}', 'no-token')
    .replace('/api', '');
  const { status } = await fetch(`${stack.running.outputs.apiUrl}${path}${credentials.query ?? ''}`, {
    method,
    headers: { ...credentials.headers, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body }),
  });
  if (status !== 429) return status;
  await sleep(PAUSE_MS);
  return statusOf(route, { credentials, name: '', standing: 'owner' }, body);
}

function expected(route: RouteKey, standing: Standing): number {
  const { owner, other, admin = other } = REQUESTS[route];
  if (ROUTES[route].open) return other;
  return { refused: 401, 'wrong-kind': 403, owner, other, admin }[standing];
}

async function asksWithEveryKind(route: RouteKey): Promise<void> {
  // a route without a token check may refuse an unknown query
  const asked = kinds.filter(({ credentials }) => !ROUTES[route].open || credentials.query === undefined);
  const statuses: Record<string, number> = {};
  for (const kind of asked) statuses[kind.name] = await statusOf(route, kind, REQUESTS[route].body);
  expect(statuses).toEqual({
    ...Object.fromEntries(asked.map(({ name, standing }) => [name, expected(route, standing)])),
    ...REQUESTS[route].again,
  });
}

const routes = Object.keys(REQUESTS) as RouteKey[];
const doesDelete = (route: RouteKey) => route.startsWith('DELETE');
const TITLE = '%s lets in whom it should, with every kind of token';

// two of the routes let through two requests a second: beside the others, nobody waits for them
test.concurrent.each(routes.filter((route) => !doesDelete(route)))(TITLE, asksWithEveryKind);
test.each(routes.filter(doesDelete))(TITLE, asksWithEveryKind);

test('a HEAD is let in as its GET is, and an unknown path says nothing of who asks', async () => {
  for (const kind of kinds) {
    const [me, unknown] = [
      await statusOf('HEAD /api/me', kind, undefined),
      await statusOf('GET /api/no-such-path', kind, undefined),
    ];
    expect([kind.name, me, unknown]).toEqual([kind.name, expected('GET /api/me', kind.standing), 404]);
  }
  expect(stack.problems).toEqual([]);
});
