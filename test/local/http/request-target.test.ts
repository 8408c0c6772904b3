import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Engine } from '../../../local/engines/dynamodb.ts';
import { startIssuer } from '../../../local/engines/issuer.ts';
import { createGateway } from '../../../local/http/gateway.ts';
import { type LocalServer, startLocalServer } from '../../../local/http/local-server.ts';
import { NO_THROTTLES } from '../../../local/template/plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-target-'));
let issuer: Engine;
let server: LocalServer;

beforeAll(async () => {
  issuer = await startIssuer(folder);
  const gateway = createGateway({
    plan: {
      routes: [
        { routeKey: 'GET /api/{name}', integrationId: 'i', authorizerId: null },
        { routeKey: 'GET /api/closed', integrationId: 'i', authorizerId: 'a' },
      ],
      stage: NO_THROTTLES,
      integrations: new Map([['i', 'Fn']]),
      authorizers: new Map([['a', { issuer: issuer.url, audiences: ['x'] }]]),
    },
    invoke: async (_name, event) => ({ statusCode: 200, body: JSON.stringify(event) }),
    report: (line) => expect.fail(line),
  });
  server = await startLocalServer(0);
  server.serve({ gateway, page: null });
});

afterAll(async () => {
  await Promise.all([server.stop(), issuer.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** The status of a request that no client library would send. */
async function ask(base: string, line: string, host?: string): Promise<number> {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(await answerTo(base, line, host))?.[1]);
}

async function answerTo(base: string, line: string, host = new URL(base).host): Promise<string> {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  socket.write(`${line} HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
  return text(socket);
}

const LINES: readonly [line: string, status: number][] = [
  ['GET /api/health', 200],
  ['GET /api/health?a=//b', 200],
  ['GET /api/a%2Fb', 200],
  ['GET /api/%E0%A4%A', 200],
  ['GET /api/%', 200],
  ['GET /api/closed', 401],
  ['GET /', 404],
  ['GET //', 404],
  ['GET ///', 404],
  ['GET //api/health', 404],
  ['GET //evil.example/api/health', 404],
  ['GET //[', 404],
  ['GET //user:word@:99999/', 404],
  ['GET /\\\\evil', 404],
  ['GET /api/../..//', 404],
  ['GET /?', 404],
  ['GET http://evil.example/api/health', 400],
  ['GET http://[/', 400],
  ['GET http:', 400],
  ['GET *', 400],
  ['OPTIONS *', 400],
  ['GET api/health', 400],
  ['GET ?', 400],
  ['GET', 400],
  ['GET /a b', 400],
  [`GET /api/${'x'.repeat(9_000)}`, 200],
  [`GET /api/${'x'.repeat(20_000)}`, 431],
];

const CASES = LINES.map(([line, status]) => ({ shown: line.slice(0, 60), line, status }));

it.each(CASES)('$shown is answered with $status', async ({ line, status }) => {
  expect(await ask(server.url, line)).toBe(status);
});

it.each([
  '',
  'evil.example/x',
  'localhost/x',
  'localhost:1/x',
  'localhost?',
  'user@localhost',
  'a b',
  '[',
  '%',
  'a:b:c',
  'localhost:x',
])('a Host that is %j is refused, whatever the path', async (host) => {
  expect(await ask(server.url, 'GET /api/health', host)).toBe(421);
});

it.each([
  ['of a page', 'GET /api/health', undefined],
  ['of no route', 'GET //', undefined],
  ['of no path', 'GET *', undefined],
  ['of another host', 'GET /api/health', 'evil.example'],
])('the answer to a request %s is not to be read as another type', async (_what, line, host) => {
  expect(await answerTo(server.url, line, host)).toMatch(/^x-content-type-options: nosniff\r$/im);
});

it.each(CASES)('the sign-in page too answers $shown, and never with an error of its own', async ({ line }) => {
  const status = await ask(issuer.url, line);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
});
