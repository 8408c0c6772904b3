import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { pageConfig } from '../../contract/page-config.ts';
import { pageHeaders } from '../../contract/page-headers.ts';
import { checkPage } from '../../infra/doctor/after/check-page.ts';

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/pool';
interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

/** The deployed site, as a server of this machine; each test spoils one thing. */
let site: Record<string, Answer>;
const sockets = { areTaken: true };
let server: Server;
let pageUrl: string;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const { status = 200, headers = {}, body } = site[url] ?? { status: 404, body: '' };
    response.writeHead(status, headers).end(body);
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    if (sockets.areTaken && request.url === '/live') upgrades.handleUpgrade(request, socket, head, () => {});
    else socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  pageUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => void server.close());

beforeEach(() => {
  sockets.areTaken = true;
  const config = pageConfig({ issuer: ISSUER, clientId: 'client-1', scopes: ['openid'] });
  site = {
    '/': { headers: pageHeaders([]), body: '<!doctype html><title>Pricebell</title>' },
    '/config.json': { body: JSON.stringify(config) },
    '/api/health': { status: 503, headers: { 'content-type': 'application/json' }, body: '{}' },
  };
});

const check = () => checkPage({ pageUrl, issuer: ISSUER, clientId: 'client-1' });

test('a page that answers with its API and its socket is well, however the API does', async () => {
  expect(await check()).toMatchObject({
    level: 'ok',
    text: `${pageUrl} answers, with its API and its live socket. Open it.`,
  });
});

test.each([
  ['the page is not there yet', () => delete site['/'], 'wait', /answers 404, and not with the page/],
  [
    'another page is there',
    () => Object.assign(site, { '/': { body: '<title>It works</title>' } }),
    'wait',
    /not with the page/,
  ],
  [
    'no header protects it',
    () => Object.assign(site, { '/': { body: '<title>Pricebell' } }),
    'stop',
    /without content-security-policy/,
  ],
  [
    'it signs in elsewhere',
    () => Object.assign(site, { '/config.json': { body: '{"issuer":"x"}' } }),
    'stop',
    /names another sign-in/,
  ],
  [
    'it has no settings',
    () => Object.assign(site, { '/config.json': { body: '<html>' } }),
    'wait',
    /does not answer as it should/,
  ],
  [
    'the API is not behind it',
    () => Object.assign(site, { '/api/health': { body: '<title>Pricebell' } }),
    'stop',
    /is not the API/,
  ],
  ['no socket opens', () => Object.assign(sockets, { areTaken: false }), 'wait', /\/live opens no socket/],
])('it is said when %s', async (_what, spoil, level, text) => {
  spoil();
  expect(await check()).toMatchObject({ level, text: expect.stringMatching(text) });
});
