import { beforeEach, describe, expect, it } from 'vitest';
import { GATEWAY_ROUTES, OTHER_REQUESTS, ROUTES } from '../../../../contract/routes.ts';
import { COMMON_HEADERS } from '../../../../functions/api/http/answer.ts';
import { MAX_BODY_BYTES } from '../../../../functions/api/http/read-request.ts';
import type { EventFields } from '../../../support/api-event.ts';
import { undocumented } from '../../../support/document-check.ts';
import { keepLogLines } from '../../../support/log-lines.ts';
import {
  buildProfile,
  type Held,
  holdNothing,
  type MemoryTables,
  memoryTables,
} from '../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../support/triggers.ts';
import { type CallApi, NOW, startApi, startApiOver } from './call-api.ts';

keepLogLines();

/** `call` itself fails on every answer that openapi.json does not name, and on one without the headers of all. */
let held: Held;
let call: CallApi;

beforeEach(async () => {
  held = holdNothing();
  held.profiles.set(ADA, buildProfile());
  held.alerts.set(ALERT_ID, buildStoredAlert());
  call = startApi(held);
  await call('PUT /api/coins/{symbol}', { path: { symbol: 'BTCUSDT' } });
});

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** What people, programs and attackers send; each route gets each of them. */
const REQUESTS: readonly EventFields[] = [
  {},
  { claims: null },
  { claims: { iss: 'i', sub: 's' } },
  { query: { limit: '0', cursor: 'x', interval: 'y', to: '-', q: '%' } },
  { body: '' },
  { body: '{' },
  { body: {} },
  { body: ALERT },
  { body: { status: 'paused' } },
  { body: 'x'.repeat(MAX_BODY_BYTES + 1) },
  { headers: FORM, body: 'action=pause' },
  { headers: FORM, body: 'List-Unsubscribe=One-Click' },
  { headers: { 'if-match': '"0"', 'idempotency-key': 'k' }, body: ALERT },
  { headers: { 'if-none-match': '*' } },
];

async function paths(): Promise<Record<string, string>[]> {
  const alert = await held.links.makeLink({ do: 'alert', person: ADA, alertId: ALERT_ID }, NOW);
  const stop = await held.links.makeLink({ do: 'unsubscribe', person: ADA }, NOW);
  const old = await held.links.makeLink({ do: 'unsubscribe', person: ADA }, 0);
  return [
    { id: ALERT_ID, symbol: 'BTCUSDT', token: alert },
    { id: ALERT_ID, symbol: 'BTCUSDT', token: stop },
    { id: 'x', symbol: 'btc', token: old },
    { id: '%', symbol: '%', token: '%' },
    { id: 'x'.repeat(9_000), symbol: 'X'.repeat(9_000), token: 'x'.repeat(9_000) },
  ];
}

/** The statuses of every request on the route, with every kind of parameters. */
async function statusesOf(route: string, api: CallApi): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (const path of await paths()) {
    for (const fields of REQUESTS) statuses.add((await api(route, { path, ...fields })).status);
  }
  return statuses;
}

function failing(error: Error): MemoryTables {
  const fail = async () => {
    throw error;
  };
  return new Proxy(memoryTables(held), {
    get: (tables, name) => new Proxy(Reflect.get(tables, name), { get: () => fail }),
  });
}

describe('every answer is one of the document, with the headers of all', () => {
  it.each(Object.keys(GATEWAY_ROUTES))('%s', async (route) => {
    const statuses = await statusesOf(route, call);
    expect([...statuses].filter((status) => status >= 500 && !route.endsWith(' /api/health'))).toEqual([]);
  });

  it.each(Object.keys(ROUTES))('%s, when the database is busy or fails', async (route) => {
    for (const name of ['ThrottlingException', 'TypeError']) {
      const error = Object.assign(new Error('inner'), { name });
      await statusesOf(
        route,
        startApiOver(failing(error), () => NOW),
      );
    }
  });

  it('also of requests that no route takes', async () => {
    for (const request of [
      'OPTIONS /api/me',
      'TRACE /api/me',
      'GET /api/nothing',
      'POST /api/health',
      'OPTIONS /api/x',
    ]) {
      await call(OTHER_REQUESTS, { request, claims: null });
    }
  });
});

it.each(Object.keys(ROUTES).filter((route) => route.startsWith('GET ')))(
  '%s gives no 304 and no tag, or both of them by the document',
  async (route) => {
    const [path] = await paths();
    const { headers } = await call(route, { path: path ?? {} });
    if (headers.etag === undefined) return;
    const again = await call(route, { path: path ?? {}, headers: { 'if-none-match': String(headers.etag) } });
    expect(again).toMatchObject({ status: route === 'GET /api/alerts/{id}' ? 200 : 304, headers: COMMON_HEADERS });
  },
);

describe('the check of answers', () => {
  const problem = { type: 'about:blank', title: 't', status: 403, detail: 'd' };
  const answer = {
    routeKey: 'GET /api/me',
    method: 'GET',
    status: 403,
    headers: { 'content-type': 'application/problem+json' },
    body: problem as unknown,
  };

  it('passes what the document names, and the answers of the gateway itself', () => {
    expect(undocumented(answer)).toEqual([]);
    const json = { 'content-type': 'application/json' };
    expect(undocumented({ ...answer, status: 429, headers: json, body: { message: 'Too Many Requests' } })).toEqual([]);
    const health = { ...answer, routeKey: 'GET /api/health', status: 503, headers: json };
    expect(undocumented({ ...health, body: { message: 'Service Unavailable' } })).toEqual([]);
  });

  it.each([
    ['another status', { status: 302 }],
    ['a refusal that does not fit the operation', { status: 409 }],
    ['a header that the document lacks', { headers: { ...answer.headers, 'x-new': '1' } }],
    [
      'a success without a header that is always there',
      { routeKey: 'DELETE /api/alerts/{id}', status: 204, headers: {}, body: undefined },
    ],
    ['another type', { headers: { 'content-type': 'text/html' } }],
    ['no type', { headers: {} }],
    ['a missing field', { body: { ...problem, title: undefined } }],
    ['a field of another kind', { body: { ...problem, status: '403' } }],
    ['a body of a success', { status: 200, headers: { 'content-type': 'application/json' } }],
    ['a body of a HEAD', { method: 'HEAD', routeKey: 'HEAD /api/me' }],
    ['a body where there is none', { routeKey: 'DELETE /api/alerts/{id}', status: 204 }],
    ['a success where no operation is', { routeKey: OTHER_REQUESTS, status: 200 }],
    [
      'OPTIONS without the methods',
      { routeKey: OTHER_REQUESTS, method: 'OPTIONS', status: 204, headers: {}, body: undefined },
    ],
  ])('refuses %s', (_what, change) => {
    expect(undocumented({ ...answer, ...change })).not.toEqual([]);
  });
});
