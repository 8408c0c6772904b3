import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGateway } from '../../../local/http/gateway.ts';
import { type LocalServer, startLocalServer } from '../../../local/http/local-server.ts';
import { undocumented } from '../../support/document-check.ts';

let server: LocalServer;
let now = 1_700_000_000_000;
let invocations = 0;

beforeAll(async () => {
  const route = { integrationId: 'i', authorizerId: null };
  const gateway = createGateway({
    plan: {
      routes: [
        { ...route, routeKey: 'GET /api/coins' },
        { ...route, routeKey: 'HEAD /api/coins' },
        { ...route, routeKey: 'GET /api/links/{token}' },
        { ...route, routeKey: 'GET /api/me', authorizerId: 'a' },
      ],
      stage: {
        defaultThrottle: { ratePerSecond: 1, burst: 2 },
        routeThrottles: new Map([['GET /api/coins', { ratePerSecond: 10, burst: 20 }]]),
      },
      integrations: new Map([['i', 'Fn']]),
      authorizers: new Map([['a', { issuer: 'http://127.0.0.1:1', audiences: ['x'] }]]),
    },
    invoke: async () => {
      invocations += 1;
      return { statusCode: 200, body: '{}' };
    },
    report: (line) => expect.fail(line),
    now: () => now,
  });
  server = await startLocalServer(0);
  server.serve({ gateway, page: null });
});

afterAll(() => server.stop());

const statusesOf = async (count: number, path: string, method = 'GET') =>
  Promise.all(Array.from({ length: count }, async () => (await fetch(`${server.url}${path}`, { method })).status));
const countOf = (statuses: readonly number[], status: number) => statuses.filter((one) => one === status).length;

it('a loop on one route gets 429 without calling the function, and takes nothing from another route', async () => {
  const loop = await statusesOf(50, '/api/coins');
  expect([countOf(loop, 200), countOf(loop, 429), invocations]).toEqual([20, 30, 20]);
  expect(await statusesOf(2, '/api/links/x')).toEqual([200, 200]);
  expect(await statusesOf(2, '/api/coins', 'HEAD')).toEqual([200, 200]);
  now += 500;
  expect(countOf(await statusesOf(10, '/api/coins'), 200)).toBe(5);
});

it('requests without a token count like all others', async () => {
  expect((await statusesOf(4, '/api/me')).sort()).toEqual([401, 401, 429, 429]);
});

it('is answered as AWS answers it, of a type that openapi.json names', async () => {
  await statusesOf(3, '/api/links/x');
  const answer = await fetch(`${server.url}/api/links/x`);
  const body: unknown = await answer.json();
  expect([answer.status, answer.headers.get('content-type'), body]).toEqual([
    429,
    'application/json',
    { message: 'Too Many Requests' },
  ]);
  const seen = { routeKey: 'GET /api/links/{token}', method: 'GET', status: 429, body };
  expect(undocumented({ ...seen, headers: Object.fromEntries(answer.headers) })).toEqual([]);
});
