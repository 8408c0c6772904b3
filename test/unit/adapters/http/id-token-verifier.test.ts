import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createIdTokenVerifier, TokenError } from '../../../../adapters/http/id-token-verifier.ts';
import { closeServer, listen } from '../../../../local/engines/close-server.ts';

const CLIENT = 'client-1';
const NOW_S = Math.floor(Date.now() / 1_000);
const { privateKey, publicKey } = await generateKeyPair('RS256');
const forger = await generateKeyPair('RS256');

let issuer = '';
let isDown = false;
const server = createServer(async ({ url }, response) => {
  if (isDown) return void response.writeHead(503).end();
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }] };
  response.end(JSON.stringify(url === '/keys' ? keys : { issuer, jwks_uri: `${issuer}/keys` }));
});
beforeAll(async () => {
  issuer = `http://127.0.0.1:${await listen(server, 0)}`;
});
beforeEach(() => {
  isDown = false;
});
afterAll(() => closeServer(server, 100));

const claims = (): JWTPayload => ({
  ...{ iss: issuer, sub: 'ada', aud: CLIENT, iat: NOW_S, exp: NOW_S + 3_600 },
  ...{ email: 'ada@example.com', email_verified: true },
});
const signed = (payload: JWTPayload, key = privateKey) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(key);
const verifier = () => createIdTokenVerifier({ issuer, clientId: CLIENT });

test('an ID token of the issuer names its person and its end', async () => {
  expect(await verifier().verify(await signed(claims()))).toEqual({
    person: `${issuer}#ada`,
    until: (NOW_S + 3_600) * 1_000,
  });
});

test.each<[string, (valid: JWTPayload) => JWTPayload]>([
  ['of another issuer', (valid) => ({ ...valid, iss: 'https://other.example' })],
  ['for another client', (valid) => ({ ...valid, aud: 'client-2' })],
  ['that has ended', (valid) => ({ ...valid, exp: NOW_S - 60 })],
  ['without an end', ({ exp: _exp, ...valid }) => valid],
  ['without an address', ({ email: _email, ...valid }) => valid],
  ['whose address is not verified', (valid) => ({ ...valid, email_verified: false })],
  ["that is Cognito's access token", (valid) => ({ ...valid, token_use: 'access' })],
])('a token %s is refused', async (_name, change) => {
  await expect(verifier().verify(await signed(change(claims())))).rejects.toThrow(TokenError);
});

test('a token that is forged, unsigned, changed or none is refused', async () => {
  const token = await signed(claims());
  const [, payload = '', signature = ''] = token.split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const [head = ''] = token.split('.');
  const changed = `${head}.${Buffer.from(JSON.stringify({ ...claims(), sub: 'bob' })).toString('base64url')}.${signature}`;
  for (const bad of [await signed(claims(), forger.privateKey), unsigned, changed, 'nonsense', '']) {
    await expect(verifier().verify(bad)).rejects.toThrow(TokenError);
  }
});

test('while the issuer does not answer nothing is said of the token, and the next one is checked again', async () => {
  const asked = verifier();
  const token = await signed(claims());
  isDown = true;
  const failure = await asked.verify(token).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toBeInstanceOf(TokenError);
  isDown = false;
  expect(await asked.verify(token)).toMatchObject({ person: `${issuer}#ada` });
});
