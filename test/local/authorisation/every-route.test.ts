import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROUTES, type RouteKey } from '../../../contract/routes.ts';
import { ENDPOINTS } from '../../../functions/api/openapi.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { exampleRequest, type PathValues, type SentRequest } from '../contract/example-request.ts';
import { makeOwnedThings } from '../contract/owned-things.ts';
import { ROOMY_SETTINGS } from '../contract/roomy-settings.ts';
import { buildTape } from '../end-to-end/build-tape.ts';
import { TestStack } from '../end-to-end/start-stack.ts';
import { type Kind, makeTokens, type Standing } from './tokens.ts';

const PAUSE_MS = 250;

/** Each route that is not answered with a success to those whom it lets in, and why. */
const NO_SUCCESS: Partial<Record<RouteKey, number>> = {
  // a call of a real webhook would leave this machine: the owner has none
  'POST /api/me/webhooks/{id}/test': 404,
  // nobody was sent a link
  'GET /api/links/{token}': 404,
  'POST /api/links/{token}': 404,
};

/** Who is let in and asks again: a webhook has its address for itself. */
const MADE_ONCE: Partial<Record<RouteKey, number>> = { 'POST /api/me/webhooks': 422 };

let stack: TestStack;
let kinds: Kind[];
let owned: PathValues;

beforeAll(async () => {
  const market = new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '105']), ETHUSDT: [] } });
  stack = await TestStack.start(market, { settings: ROOMY_SETTINGS });
  kinds = await makeTokens(stack.folder);
  const owner = await stack.person('owner@example.com');
  owned = await makeOwnedThings(stack, owner);
});
afterAll(() => stack?.end());

/** The status, once the route's throttle lets the request through. */
async function statusOf({ method, path, headers, body }: SentRequest, { credentials }: Kind): Promise<number> {
  const address = new URL(path, stack.running.outputs.apiUrl);
  const { status } = await fetch(`${address}${credentials.query?.replace('?', address.search ? '&' : '?') ?? ''}`, {
    method,
    headers: { ...headers, ...credentials.headers },
    ...(body !== undefined && { body }),
  });
  if (status !== 429) return status;
  await sleep(PAUSE_MS);
  return statusOf(
    { method, path, headers, ...(body !== undefined && { body }) },
    { credentials, name: '', standing: 'owner' },
  );
}

const SUCCESS = 'a success';
const isPersonal = (route: RouteKey) => route.includes('{id}');
const doesDelete = (route: RouteKey) => route.startsWith('DELETE');

/** A status, or any success. */
function expected(route: RouteKey, standing: Standing): number | typeof SUCCESS {
  const letIn = NO_SUCCESS[route] ?? SUCCESS;
  if (ROUTES[route].open) return letIn;
  if (standing === 'refused') return 401;
  if (standing === 'wrong-kind') return 403;
  if (ENDPOINTS[route].admins && standing !== 'admin') return 403;
  return isPersonal(route) && standing !== 'owner' ? 404 : letIn;
}

/** What was deleted is not there for the next one who may delete it. */
function isExpected(route: RouteKey, standing: Standing, statuses: readonly number[]): boolean {
  const [first = 0, ...later] = statuses;
  const wanted = expected(route, standing);
  const fits = (status: number) =>
    wanted === SUCCESS ? (status >= 200 && status < 300) || status === MADE_ONCE[route] : status === wanted;
  return (
    fits(first) && later.every((status) => (doesDelete(route) && wanted === SUCCESS ? status === 404 : fits(status)))
  );
}

async function asksWithEveryKind(route: RouteKey): Promise<void> {
  // a route without a token check may refuse an unknown query
  const asked = kinds.filter(({ credentials }) => !ROUTES[route].open || credentials.query === undefined);
  const statuses: { readonly kind: Kind; readonly status: number }[] = [];
  const values = route in NO_SUCCESS ? { ...owned, webhooks: 'none' } : owned;
  for (const kind of asked) statuses.push({ kind, status: await statusOf(exampleRequest(route, values), kind) });
  for (const standing of ['refused', 'wrong-kind', 'other', 'owner', 'admin'] as const) {
    const those = statuses.filter(({ kind }) => kind.standing === standing);
    expect(those.length).toBeGreaterThan(1);
    const given = those.map(({ status }) => status);
    const shown = those.map(({ kind, status }) => `${kind.name}: ${status}`).join(', ');
    expect(isExpected(route, standing, given), `${standing} wants ${expected(route, standing)}; ${shown}`).toBe(true);
  }
}

const routes = Object.keys(ROUTES) as RouteKey[];
const TITLE = '%s lets in whom it should, with every kind of token';

test.concurrent.each(routes.filter((route) => !doesDelete(route)))(TITLE, asksWithEveryKind);
test.each(routes.filter(doesDelete))(TITLE, asksWithEveryKind);

test('a HEAD is let in as its GET is, and an unknown path says nothing of who asks', async () => {
  for (const kind of kinds) {
    const [me, unknown] = [
      await statusOf({ method: 'HEAD', path: '/api/me', headers: {} }, kind),
      await statusOf({ method: 'GET', path: '/api/no-such-path', headers: {} }, kind),
    ];
    const wanted = expected('GET /api/me', kind.standing);
    expect([kind.name, me, unknown]).toEqual([kind.name, wanted === SUCCESS ? 200 : wanted, 404]);
  }
  expect(stack.problems).toEqual([]);
});
