import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Engine } from '../../../local/engines/dynamodb.ts';
import { startIssuer } from '../../../local/engines/issuer.ts';
import { createGateway } from '../../../local/http/gateway.ts';
import { type LocalServer, startLocalServer } from '../../../local/http/local-server.ts';
import { CLIENT_ID, subjectOf } from '../../../local/oidc/claims.ts';
import { issuerOf, readIdentity } from '../../../local/oidc/identity.ts';
import { mintToken } from '../../../local/oidc/mint-token.ts';
import { NO_THROTTLES } from '../../../local/template/plan.ts';
import { ThrottledError } from '../../../local/workers/function-pool.ts';
import document from '../../../openapi.json' with { type: 'json' };
import { undocumented } from '../../support/document-check.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-http-'));
let issuer: Engine;
let server: LocalServer;
/** answers what the function of the routes answers */
let respond: (event: unknown) => unknown;
const problems: string[] = [];

beforeAll(async () => {
  issuer = await startIssuer(folder);
  const gateway = createGateway({
    plan: {
      routes: [
        { routeKey: 'POST /api/open/{name}', integrationId: 'i', authorizerId: null },
        { routeKey: 'GET /api/closed', integrationId: 'i', authorizerId: 'a' },
      ],
      stage: NO_THROTTLES,
      integrations: new Map([['i', 'Fn']]),
      authorizers: new Map([['a', { issuer: issuer.url, audiences: [CLIENT_ID] }]]),
    },
    invoke: async (_name, event) => respond(event),
    report: (text) => problems.push(text),
  });
  server = await startLocalServer(0);
  expect((await fetch(`${server.url}/api/me`)).status).toBe(503);
  server.serve({ gateway, page: null });
});

afterAll(async () => {
  await Promise.all([server.stop(), issuer.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const echo = (event: unknown) => ({ statusCode: 200, body: JSON.stringify(event) });
const closed = (authorization?: string) =>
  fetch(`${server.url}/api/closed`, { headers: authorization === undefined ? {} : { authorization } });

describe('an HTTP request', () => {
  it('reaches the function as a payload of format 2.0', async () => {
    respond = echo;
    const response = await fetch(`${server.url}/api/open/a%20b?x=1&x=2&y=`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Custom': 'Yes', cookie: 'a=1; b=2' },
      body: '{"é":1}',
    });
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /api/open/{name}',
      rawPath: '/api/open/a%20b',
      rawQueryString: 'x=1&x=2&y=',
      queryStringParameters: { x: '1,2', y: '' },
      pathParameters: { name: 'a b' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-custom': 'Yes', 'content-type': 'application/json' },
      body: '{"é":1}',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/api/open/a%20b' }, stage: '$default' },
    });
  });

  it('carries a body that is no text as base64', async () => {
    respond = echo;
    const response = await fetch(`${server.url}/api/open/a`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.from([255, 0]),
    });
    expect(await response.json()).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  });

  it('carries forms as base64, urlencoded ones too', async () => {
    respond = echo;
    const send = async (body: URLSearchParams | FormData) =>
      (await fetch(`${server.url}/api/open/a`, { method: 'POST', body })).json();
    const sent = z.object({ isBase64Encoded: z.literal(true), body: z.base64() });
    const urlencoded = sent.parse(await send(new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })));
    expect(atob(urlencoded.body)).toBe('List-Unsubscribe=One-Click');
    const form = new FormData();
    form.set('List-Unsubscribe', 'One-Click');
    expect(atob(sent.parse(await send(form)).body)).toContain('name="List-Unsubscribe"\r\n\r\nOne-Click\r\n');
  });

  it('gets a page as a page, and a redirect as a redirect', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'" };
    respond = () => ({ statusCode: 410, headers, body: '<p>é</p>' });
    const page = await fetch(`${server.url}/api/open/a`, { method: 'POST' });
    expect([page.status, Object.fromEntries(page.headers), await page.text()]).toEqual([
      410,
      expect.objectContaining(headers),
      '<p>é</p>',
    ]);
    respond = () => ({ statusCode: 303, headers: { location: '?done=pause' } });
    const elsewhere = await fetch(`${server.url}/api/open/a`, { method: 'POST', redirect: 'manual' });
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([303, '?done=pause']);
  });

  it('gets the status, headers, cookies and body that the function gives', async () => {
    const body = Buffer.from([1, 2]).toString('base64');
    respond = () => ({
      statusCode: 201,
      headers: { ETag: '"1"' },
      cookies: ['a=1', 'b=2'],
      body,
      isBase64Encoded: true,
    });
    const response = await fetch(`${server.url}/api/open/a`, { method: 'POST' });
    expect([response.status, response.headers.get('etag'), response.headers.getSetCookie()]).toEqual([
      201,
      '"1"',
      ['a=1', 'b=2'],
    ]);
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([1, 2]);
    respond = () => ({ hello: 1 });
    expect(await (await fetch(`${server.url}/api/open/a`, { method: 'POST' })).json()).toEqual({ hello: 1 });
  });

  it('answers 404 without a route, 413 to a large body, and 500 without details when the function fails', async () => {
    const missing = await fetch(`${server.url}/api/nothing`);
    expect([missing.status, await missing.json()]).toEqual([404, { message: 'Not Found' }]);
    respond = () => {
      throw new Error('secret');
    };
    const failed = await fetch(`${server.url}/api/open/a`, { method: 'POST' });
    expect([failed.status, await failed.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(problems.at(-1)).toBe('POST /api/open/{name}: secret');
    const large = await fetch(`${server.url}/api/open/a`, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect(large.status).toBe(413);
  });
});

async function forge(change: (token: SignJWT) => SignJWT): Promise<string> {
  const [jwk] = (await readIdentity(folder)).keys;
  const token = new SignJWT({ email: 'a@example.com' })
    .setProtectedHeader({ alg: 'RS256', kid: jwk?.kid ?? '' })
    .setIssuer(issuer.url)
    .setAudience(CLIENT_ID)
    .setSubject('s')
    .setExpirationTime('1h');
  return change(token).sign(await importJWK(jwk ?? {}, 'RS256'));
}

describe("the gateway's own answers", () => {
  const routeKey = 'POST /api/alerts';

  it.each([
    [401, '{"message":"Unauthorized"}', () => closed()],
    [
      413,
      '{"message":"Request Entity Too Large"}',
      () => fetch(`${server.url}/api/open/a`, { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) }),
    ],
    [
      500,
      '{"message":"Internal Server Error"}',
      () => fetch(`${server.url}/api/open/a`, { method: 'POST', body: 'fail' }),
    ],
  ])('%i is the bytes of API Gateway, and what openapi.json shows', async (status, bytes, ask) => {
    respond = () => {
      throw new Error('secret');
    };
    const answer = await ask();
    expect(answer.status).toBe(status);
    const headers = Object.fromEntries(answer.headers);
    expect(headers['x-content-type-options']).toBe('nosniff');
    const text = await answer.text();
    expect(text).toBe(bytes);
    expect(undocumented({ routeKey, method: 'POST', status, headers, body: JSON.parse(text) })).toEqual([]);
    expect(JSON.stringify(document.components.responses)).toContain(`"example":${bytes}`);
  });
});

it('answers 503, as API Gateway does, when the function has as many invocations as it may have', async () => {
  respond = () => {
    throw new ThrottledError('Fn: more than 5 invocations at once');
  };
  const answer = await fetch(`${server.url}/api/open/a`, { method: 'POST' });
  expect([answer.status, await answer.json()]).toEqual([503, { message: 'Service Unavailable' }]);
});

describe('a route with an authorizer', () => {
  it('passes the claims of a valid token to the function, written as API Gateway writes them', async () => {
    respond = echo;
    const token = await mintToken(folder, { email: 'Someone@example.com', admin: true });
    const event = await (await closed(`Bearer ${token}`)).json();
    const { claims } = z
      .object({
        requestContext: z.object({
          authorizer: z.object({ jwt: z.object({ claims: z.record(z.string(), z.string()) }) }),
        }),
      })
      .parse(event).requestContext.authorizer.jwt;
    expect(claims).toMatchObject({
      iss: issuerOf(await readIdentity(folder)),
      aud: CLIENT_ID,
      sub: subjectOf('someone@example.com'),
      email: 'Someone@example.com',
      email_verified: 'true',
      token_use: 'id',
      'cognito:groups': '[admin]',
    });
    expect(Number(claims.exp) * 1_000 - Date.now()).toBeGreaterThan(3_600_000);
  });

  it.each([
    ['none', async () => undefined],
    ['no JWT', async () => 'Bearer nonsense'],
    ['one of another audience', async () => `Bearer ${await forge((token) => token.setAudience('other'))}`],
    ['one of another issuer', async () => `Bearer ${await forge((token) => token.setIssuer('http://other'))}`],
    ['an expired one', async () => `Bearer ${await forge((token) => token.setExpirationTime(1))}`],
    [
      'a changed one',
      async () => `Bearer ${(await mintToken(folder, { email: 'a@example.com', admin: false })).slice(0, -6)}AAAAAA`,
    ],
  ])('answers 401 to a token that is %s', async (_kind, token) => {
    const response = await closed(await token());
    expect(response.status).toBe(401);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer( scope="" error="invalid_token" error_description="[^"]+")?$/,
    );
    expect(await response.text()).toBe('{"message":"Unauthorized"}');
  });

  it('says of a token for somebody else what API Gateway says', async () => {
    const response = await closed(`Bearer ${await forge((token) => token.setAudience('other'))}`);
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"',
    );
    expect((await closed()).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('takes a token without the word Bearer, as API Gateway does', async () => {
    respond = echo;
    expect((await closed(await mintToken(folder, { email: 'a@example.com', admin: false }))).status).toBe(200);
  });
});
