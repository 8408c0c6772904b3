import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SIGNED_IN_PATH } from '../../../contract/page-config.ts';
import type { Engine } from '../../../local/engines/dynamodb.ts';
import { startIssuer } from '../../../local/engines/issuer.ts';
import { CLIENT_ID } from '../../../local/oidc/claims.ts';
import { SignInBrowser } from '../../support/sign-in-pages.ts';

const VERIFIER = 'v'.repeat(43);
const folder = mkdtempSync(join(tmpdir(), 'pricebell-page-sign-in-'));
let issuer: Engine;
let discovery: Record<string, string>;

beforeAll(async () => {
  issuer = await startIssuer(folder);
  discovery = (await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()) as Record<string, string>;
});
afterAll(async () => {
  await issuer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const PAGES = ['http://localhost:8787', 'http://127.0.0.1:51234'];

function authorizeAt(page: string, hint?: string): string {
  const parameters = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    scope: 'openid email',
    redirect_uri: `${page}${SIGNED_IN_PATH}`,
    state: 'S',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    ...(hint !== undefined && { login_hint: hint }),
  });
  return `${discovery.authorization_endpoint}?${parameters}`;
}

/** What the page does with the address that it is sent back to. */
async function exchange(page: string, url: string) {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: CLIENT_ID,
    code: new URL(url).searchParams.get('code') ?? '',
    redirect_uri: `${page}${SIGNED_IN_PATH}`,
    code_verifier: VERIFIER,
  });
  const response = await fetch(discovery.token_endpoint ?? '', { method: 'POST', body, headers: { origin: page } });
  expect([response.status, url, response.ok ? '' : await response.clone().text()]).toEqual([200, url, '']);
  const tokens = (await response.json()) as { id_token: string; refresh_token: string };
  return {
    ...tokens,
    claims: decodeJwt(tokens.id_token),
    allowed: response.headers.get('access-control-allow-origin'),
  };
}

test.each(PAGES)('the page at %s signs in whom it names at once, and may read the tokens', async (page) => {
  const { url } = await new SignInBrowser('').follow(authorizeAt(page, 'demo@example.com'), page);
  const { claims, allowed, refresh_token } = await exchange(page, url);
  expect(claims).toMatchObject({ email: 'demo@example.com', email_verified: true, aud: CLIENT_ID });
  expect(claims).not.toHaveProperty('cognito:groups');
  expect(allowed).toBe(page);
  expect(refresh_token).toEqual(expect.any(String));
});

test('the page of another site is not sent anybody, and may not read tokens', async () => {
  const other = 'http://evil.example';
  const { text } = await new SignInBrowser('').follow(authorizeAt(other, 'demo@example.com'), other);
  expect(text).toContain('Sign-in failed');
  const refused = await fetch(discovery.token_endpoint ?? '', { method: 'POST', headers: { origin: other } });
  expect(refused.status).toBe(403);
});

test('whom the page names signs in, even when somebody else is signed in', async () => {
  const [page = ''] = PAGES;
  const browser = new SignInBrowser('');
  await browser.follow(authorizeAt(page, 'ada@example.com'), page);
  const again = await browser.follow(authorizeAt(page), page);
  expect((await exchange(page, again.url)).claims.email).toBe('ada@example.com');
  const other = await browser.signInUntil(authorizeAt(page, 'bob@example.com'), page);
  expect((await exchange(page, other.url)).claims.email).toBe('bob@example.com');
});

test('without a name it asks, and gives an operator the rights of one', async () => {
  const [page = ''] = PAGES;
  const asked = await new SignInBrowser('').follow(authorizeAt(page), page);
  expect(asked.text).toContain('Sign in as you@example.com');
  const operator = new SignInBrowser('ops@example.com', { operator: 'yes' });
  const { url } = await operator.signInUntil(authorizeAt(page), page);
  expect((await exchange(page, url)).claims).toMatchObject({ email: 'ops@example.com', 'cognito:groups': ['admin'] });
});

test('what is no address is shown again with what is wrong, as text', async () => {
  const [page = ''] = PAGES;
  const browser = new SignInBrowser('<b>"nobody');
  const { text } = await browser.signInUntil(authorizeAt(page), page);
  expect(text).toContain('It must be an e-mail address, such as someone@example.com.');
  expect(text).toContain('value="&lt;b&gt;&quot;nobody"');
});

test('after signing out, the next sign-in asks again', async () => {
  const [page = ''] = PAGES;
  const browser = new SignInBrowser('ada@example.com');
  const { url } = await browser.signInUntil(authorizeAt(page), page);
  const { id_token } = await exchange(page, url);
  const leave = new URLSearchParams({ id_token_hint: id_token, post_logout_redirect_uri: `${page}/` });
  const left = await browser.signInUntil(`${discovery.end_session_endpoint}?${leave}`, page);
  expect(left.url).toBe(`${page}/`);
  expect((await browser.follow(authorizeAt(page), page)).text).toContain('Sign in as you@example.com');
});
