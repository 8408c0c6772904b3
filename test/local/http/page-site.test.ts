import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageConfig } from '../../../contract/page-config.ts';
import { jsonReply } from '../../../local/http/gateway-response.ts';
import { type LocalServer, startLocalServer } from '../../../local/http/local-server.ts';
import { readPageFiles } from '../../../local/http/page-files.ts';
import { createPageSite } from '../../../local/http/page-site.ts';

const INDEX = '<!doctype html><title>Pricebell</title>';
const SCRIPT = `export const text = '${'x'.repeat(5_000)}';`;
const config = pageConfig({
  issuer: 'http://127.0.0.1:23456',
  clientId: 'c',
  scopes: ['openid', 'email'],
  local: { inboxUrl: 'http://127.0.0.1:1/', demoEmail: 'demo@example.com' },
});

let folder: string;
let server: LocalServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pricebell-page-'));
  for (const sub of ['assets', '.vite']) mkdirSync(join(folder, sub));
  writeFileSync(join(folder, 'index.html'), INDEX);
  writeFileSync(join(folder, 'sw.js'), '//');
  writeFileSync(join(folder, 'assets/main-1a2b.js'), SCRIPT);
  writeFileSync(join(folder, '.vite/manifest.json'), '{}');
  server = await startLocalServer(0);
  server.serve({
    gateway: async (_request, url) => jsonReply(200, { gateway: url.pathname }),
    page: createPageSite({ folder, config }),
  });
  // what is served does not depend on the folder any more
  rmSync(folder, { recursive: true });
});
afterAll(() => server?.stop());

const open = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);

/** Without fetch, which unpacks what it gets. */
function openRaw(
  path: string,
  headers: Record<string, string>,
): Promise<{ encoding: string | undefined; body: Buffer }> {
  return new Promise((resolve, reject) => {
    request(`${server.url}${path}`, { headers }, async (response) => {
      resolve({ encoding: response.headers['content-encoding'], body: await buffer(response) });
    })
      .on('error', reject)
      .end();
  });
}

test.each(['/', '/coins/BTCUSDT', '/signed-in?code=a.b', '/alerts', '/api', '/live.v2/x'])(
  'a path without a dot in its last part is a view: %s',
  async (path) => {
    const response = await open(path);
    expect([response.status, await response.text()]).toEqual([200, INDEX]);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self' http://127.0.0.1:23456;");
  },
);

test.each(['/main.js', '/assets/old-1.js', '/.vite/manifest.json', '/..%2fpackage.json'])(
  'a file that is not there is not found: %s',
  async (path) => {
    expect((await open(path)).status).toBe(404);
  },
);

test('the API is not the page', async () => {
  expect(await (await open('/api/coins')).json()).toEqual({ gateway: '/api/coins' });
  expect(await (await open('/api/a.b', { method: 'POST' })).json()).toEqual({ gateway: '/api/a.b' });
});

test('the page may be read alone, and HEAD says as much as GET', async () => {
  const refused = await open('/', { method: 'POST' });
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const [head, get] = await Promise.all([open('/sw.js', { method: 'HEAD' }), open('/sw.js')]);
  expect(await head.text()).toBe('');
  const ofConnection = ['date', 'connection', 'keep-alive', 'content-length'];
  const named = ({ headers }: Response) => [...headers].filter(([name]) => !ofConnection.includes(name));
  expect(named(head)).toEqual(named(get));
});

test('config.json says where the page runs', async () => {
  const response = await open('/config.json');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('cache-control')).toBe('no-cache');
  expect(await response.json()).toEqual({
    issuer: 'http://127.0.0.1:23456',
    clientId: 'c',
    scope: 'openid email',
    apiUrl: '/api',
    liveUrl: '/live',
    logoutUrl: null,
    local: { inboxUrl: 'http://127.0.0.1:1/', demoEmail: 'demo@example.com' },
  });
});

test('a hashed file is kept for ever, and compressed for who takes that', async () => {
  const response = await open('/assets/main-1a2b.js');
  expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const plain = await openRaw('/assets/main-1a2b.js', {});
  expect([plain.encoding, plain.body.toString()]).toEqual([undefined, SCRIPT]);
  const small = await openRaw('/assets/main-1a2b.js', { 'accept-encoding': 'br, gzip' });
  expect([small.encoding, gunzipSync(small.body).toString()]).toEqual(['gzip', SCRIPT]);
  expect(small.body.length).toBeLessThan(SCRIPT.length / 10);
});

test('a file that is known already is not sent again', async () => {
  const etag = (await open('/')).headers.get('etag') ?? '';
  for (const tags of [etag, `"x", W/${etag}`]) {
    const response = await open('/', { headers: { 'if-none-match': tags } });
    expect([response.status, await response.text()]).toEqual([304, '']);
  }
  expect((await open('/', { headers: { 'if-none-match': '"x"' } })).status).toBe(200);
});

test('a file whose type nobody has said is named at the start', () => {
  const strange = mkdtempSync(join(tmpdir(), 'pricebell-page-'));
  writeFileSync(join(strange, 'a.xyz'), '');
  expect(() => readPageFiles(strange)).toThrow(/no content type for \/a\.xyz/);
  rmSync(strange, { recursive: true });
});
