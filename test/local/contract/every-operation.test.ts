import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { groupViewSchema } from '../../../contract/group-view.ts';
import { ROUTES, type RouteKey } from '../../../contract/routes.ts';
import { MAX_BODY_BYTES, MAX_FORM_BYTES } from '../../../functions/api/http/read-request.ts';
import { ENDPOINTS } from '../../../functions/api/openapi.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { documentedStatuses, undocumented } from '../../support/document-check.ts';
import { makeTokens } from '../authorisation/tokens.ts';
import { buildTape } from '../end-to-end/build-tape.ts';
import { TestStack } from '../end-to-end/start-stack.ts';
import { hasCurl, readRecipes, runCurls } from './api-recipes.ts';
import { exampleRequest, type PathValues, type SentRequest } from './example-request.ts';
import { makeOwnedThings } from './owned-things.ts';
import { ROOMY_SETTINGS } from './roomy-settings.ts';

/** Statuses that a running stack does not give when a test wants them, and where they are tested. */
const NOT_HERE: Readonly<Record<number, string>> = {
  429: 'limits are wide here: test/local/functions/rates.test.ts and test/local/http/throttled-route.test.ts',
  500: 'a fault of ours: test/unit/functions/api/answers.test.ts, where the database fails',
  503: 'the database is busy, or a function is not free: answers.test.ts, test/local/http/gateway.test.ts',
};
const NOT_HERE_OF: Readonly<Record<string, string>> = {
  'PATCH /api/groups/{id} 409': 'a deletion was cut off: test/unit/functions/api/endpoints/groups.test.ts',
  'PUT /api/coins/{symbol} 409': 'a thousand coins are followed: test/unit/functions/api/limits/claim-room.test.ts',
  'POST /api/me/webhooks/{id}/test 200': 'it would call another host: test/local/functions/call-webhooks.test.ts',
  'GET /api/links/{token} 410': 'the link of a mail is weeks old: test/unit/functions/api/links/mail-link.test.ts',
  'POST /api/links/{token} 410': 'the link of a mail is weeks old: test/unit/functions/api/links/mail-link.test.ts',
};

/** One that never fires. */
const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1000000' } };
const WITHIN = { timeout: 30_000, interval: 100 };
const routes = Object.keys(ROUTES) as RouteKey[];
const NOBODYS: PathValues = {
  ...{
    alerts: 'BTCUSDT-0-01J9ZX00000000000000000000',
    triggers: 'none',
    webhooks: 'none',
    groups: 'none',
    devices: 'none',
  },
  ...{ symbol: 'NOSUCHCOIN', token: 'none', file: 'none.js' },
};

let stack: TestStack;
let owned: PathValues;
let tokens: { readonly owner: string; readonly admin: string; readonly unverified: string };
/** `GET /api/me 200` */
const seen = new Set<string>();

beforeAll(async () => {
  const market = new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '105']), ETHUSDT: [] } });
  stack = await TestStack.start(market, { settings: ROOMY_SETTINGS });
  const owner = await stack.person('owner@example.com');
  const admin = await stack.person('admin@example.com', true);
  const kinds = await makeTokens(stack.folder);
  const unverified = kinds.find(({ name }) => name === 'with an unverified address')?.credentials.headers.authorization;
  tokens = { owner: `Bearer ${owner.token}`, admin: `Bearer ${admin.token}`, unverified: unverified ?? '' };
  owned = await makeOwnedThings(stack, owner);
}, 300_000);
afterAll(() => stack?.end());

type Change = Partial<SentRequest> & { readonly token?: string | null };

/** Of a person's own, and of whoever has the link in a mail. CloudFront keeps what an answer allows, and by itself nothing. */
function isPersonal(route: RouteKey): boolean {
  return !ROUTES[route].open || route.includes('/links/');
}

/** Sends the route's example with a change, and checks the answer by openapi.json, and that no cache keeps what is a person's. */
async function ask(route: RouteKey, { token, ...change }: Change = {}, values: PathValues = owned): Promise<Response> {
  const { headers, ...request } = exampleRequest(route, values);
  const sent = { ...request, ...change, headers: { ...headers, ...change.headers } };
  const ours = ENDPOINTS[route].admins ? tokens.admin : tokens.owner;
  const authorization = token === undefined ? ours : token;
  const response = await fetch(new URL(sent.path, stack.running.outputs.apiUrl), {
    method: sent.method,
    headers: { ...(authorization !== null && { authorization }), ...sent.headers },
    redirect: 'manual',
    ...(sent.body !== undefined && { body: sent.body }),
  });
  const { status } = response;
  const type = response.headers.get('content-type') ?? '';
  const text = await response.clone().text();
  const body = text === '' ? undefined : type.includes('json') ? JSON.parse(text) : text;
  const answer = { routeKey: route, method: sent.method, status, headers: Object.fromEntries(response.headers), body };
  expect(undocumented(answer), `${sent.method} ${sent.path}: ${status} ${text.slice(0, 300)}`).toEqual([]);
  const caching = response.headers.get('cache-control') ?? '';
  if (isPersonal(route))
    expect([route, status, caching]).toEqual([route, status, expect.not.stringMatching(/public|max-age/)]);
  if (isPersonal(route) && response.ok) expect(caching).toMatch(/\b(private|no-store)\b/);
  seen.add(`${route} ${status}`);
  return response;
}

function takesHeader(route: RouteKey, name: string): boolean {
  return name in (ENDPOINTS[route].headers?.shape ?? {});
}

/** What is wrong with a request of the route, each in one way. */
async function askWrongly(route: RouteKey): Promise<void> {
  const { body, query, maxBodyBytes = MAX_BODY_BYTES } = ENDPOINTS[route];
  const { path } = exampleRequest(route, owned);
  if (!ROUTES[route].open) {
    expect((await ask(route, { token: null })).status).toBe(401);
    expect((await ask(route, { token: tokens.unverified })).status).toBe(403);
  }
  if (body) {
    expect((await ask(route, { body: '{' })).status).toBe(400);
    expect((await ask(route, { body: '{}' })).status).toBeGreaterThan(199);
    expect((await ask(route, { body: '{"no-such-field":1}' })).status).toBe(422);
  }
  if (body) expect((await ask(route, { body: 'x'.repeat(maxBodyBytes + 1) })).status).toBe(413);
  if (query)
    expect((await ask(route, { path: `${path}${path.includes('?') ? '&' : '?'}no-such-field=1` })).status).toBe(422);
  if (route.includes('{')) await ask(route, {}, { ...owned, ...NOBODYS });
  if (takesHeader(route, 'If-Match')) expect((await ask(route, { headers: { 'if-match': '"0"' } })).status).toBe(412);
}

/** The example itself, its HEAD, and its 304. */
async function askRightly(route: RouteKey): Promise<void> {
  const response = await ask(route);
  if (!route.startsWith('GET ')) return;
  const head = await ask(route, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([response.status, '']);
  const etag = response.headers.get('etag');
  if (etag === null || !takesHeader(route, 'If-None-Match')) return;
  await vi.waitFor(async () => {
    const now = await ask(route);
    const again = await ask(route, { headers: { 'if-none-match': now.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  }, WITHIN);
}

async function linkInMail(words: string): Promise<string> {
  return vi.waitFor(async () => {
    const texts = (await stack.inbox()).map(({ text }) => text).join('\n');
    for (const [, token = ''] of texts.matchAll(/\/api\/links\/([\w.-]+)/g)) {
      const page = await ask('GET /api/links/{token}', {}, { ...owned, token });
      if ((await page.text()).includes(words)) return token;
    }
    throw new Error(`no mail has a link to a page with ${words}`);
  }, WITHIN);
}

const doesDelete = (route: RouteKey) => route.startsWith('DELETE');

test.each(routes)('%s refuses what is wrong, as openapi.json says', askWrongly);
test.each(routes.filter((route) => !doesDelete(route) && NOT_HERE_OF[`${route} 200`] === undefined))(
  '%s answers its example, as openapi.json says',
  askRightly,
);

test('the links in mails answer with pages', async () => {
  const alert = { ...owned, token: await linkInMail('Re-arm this alert') };
  const stop = { ...owned, token: await linkInMail('Stop all mails') };
  const press = (values: PathValues, body: string) => ask('POST /api/links/{token}', { body }, values);
  expect((await press(alert, 'action=no-such-action')).status).toBe(422);
  expect((await press(alert, `action=${'x'.repeat(MAX_FORM_BYTES)}`)).status).toBe(413);
  expect((await press(alert, 'action=pause')).status).toBe(409);
  expect((await press(alert, 'action=rearm')).status).toBe(303);
  expect((await press(stop, 'List-Unsubscribe=One-Click')).status).toBe(200);
});

test('a key that made an alert which is gone, and a coin that is not listed, are refused', async () => {
  const headers = { 'idempotency-key': 'contract' };
  const body = JSON.stringify(ALERT);
  const made = await ask('POST /api/alerts', { headers, body });
  const place = made.headers.get('location') ?? '';
  expect((await ask('DELETE /api/alerts/{id}', { path: place })).status).toBe(204);
  expect((await ask('POST /api/alerts', { headers, body })).status).toBe(409);
  expect((await ask('PUT /api/coins/{symbol}', { path: '/api/coins/NOSUCHCOIN' })).status).toBe(422);
  expect((await ask('PUT /api/coins/{symbol}', { path: '/api/coins/%' })).status).toBe(404);
});

test('a member is changed by its group, and a key that made a group which is gone is refused', async () => {
  const [member] = groupViewSchema.parse(await (await ask('GET /api/groups/{id}')).json()).members;
  const path = `/api/alerts/${member?.alertId}`;
  expect((await ask('PATCH /api/alerts/{id}', { path, body: JSON.stringify({ note: 'mine' }) })).status).toBe(409);
  expect((await ask('DELETE /api/alerts/{id}', { path })).status).toBe(409);
  const headers = { 'idempotency-key': 'contract-group' };
  const body = JSON.stringify({ coins: ['BTCUSDT'], condition: ALERT.condition });
  const made = await ask('POST /api/groups', { headers, body });
  const place = made.headers.get('location') ?? '';
  expect((await ask('DELETE /api/groups/{id}', { path: place })).status).toBe(204);
  expect((await ask('POST /api/groups', { headers, body })).status).toBe(409);
});

test.each(readRecipes())('the curl commands of docs/api.md work: %s', async (block) => {
  if (!(await hasCurl()))
    return console.warn('LEFT OUT: the recipes of docs/api.md, since there is no curl 7.84 or newer');
  const variables = {
    API: stack.running.outputs.apiUrl,
    TOKEN: tokens.owner.replace('Bearer ', ''),
    ID: owned.alerts ?? '',
  };
  const text = await runCurls(block, variables);
  expect(text).toMatch(/^\{/);
});

test('many alerts at once are refused as one is, when all or none may change', async () => {
  const bulk = (asked: object) => ask('POST /api/alerts/bulk', { body: JSON.stringify(asked) });
  const pause = (items: object[]) => bulk({ operation: 'pause', atomic: true, items });
  expect((await pause([{ id: NOBODYS.alerts }])).status).toBe(404);
  expect((await pause([{ id: owned.alerts, version: 1_000 }])).status).toBe(412);
  expect((await pause([{ id: owned.alerts }])).status).toBe(200);
  const twice = { ...ALERT, externalId: 'contract-twice' };
  expect((await bulk({ operation: 'create', items: [twice] })).status).toBe(200);
  expect((await bulk({ operation: 'create', atomic: true, items: [twice] })).status).toBe(409);
});

test.each(routes.filter(doesDelete))('%s answers its example, as openapi.json says, after all others', askRightly);

test('every status that openapi.json names was answered, but for those that can not be had here', () => {
  const missing = [...documentedStatuses()].flatMap(([route, statuses]) =>
    statuses.map((status) => `${route} ${status}`).filter((one) => !seen.has(one)),
  );
  const unexplained = missing.filter(
    (one) => NOT_HERE_OF[one] === undefined && NOT_HERE[Number(one.slice(-3))] === undefined,
  );
  expect(unexplained).toEqual([]);
  // a reason that is not needed any more goes
  expect(Object.keys(NOT_HERE_OF).filter((one) => seen.has(one))).toEqual([]);
  expect(seen.size).toBeGreaterThan(100);
  expect(stack.problems).toEqual([]);
});
