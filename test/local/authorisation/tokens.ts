import { createPublicKey } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { CLIENT_ID, claimsOf, subjectOf } from '../../../local/oidc/claims.ts';
import { issuerOf, readIdentity } from '../../../local/oidc/identity.ts';

/** What a request sends to say who it is. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: string;
}

/** `refused`: by the gateway, 401. `wrong-kind`: by the API, 403. The others are let in, as that person. */
export type Standing = 'refused' | 'wrong-kind' | 'owner' | 'other' | 'admin';

export interface Kind {
  readonly name: string;
  readonly standing: Standing;
  readonly credentials: Credentials;
}

const HOUR_S = 3_600;
const bearer = (token: string): Credentials => ({ headers: { authorization: `Bearer ${token}` } });

/** Every kind of token that a client could send, true and forged. `owner@example.com` is the one whose alert is asked for. */
export async function makeTokens(identityFolder: string): Promise<Kind[]> {
  const identity = await readIdentity(identityFolder);
  const [jwk] = identity.keys;
  if (!jwk) throw new Error('the issuer has no key');
  const key = await importJWK(jwk, 'RS256');
  const now = Math.floor(Date.now() / 1_000);
  const header = { alg: 'RS256', kid: jwk.kid };
  const publicKey = createPublicKey({ key: { ...jwk, d: undefined }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const { privateKey: otherKey, publicKey: otherPublic } = await generateKeyPair('RS256', { extractable: true });

  const claims = (email: string, changes: JWTPayload = {}): JWTPayload => ({
    ...claimsOf({ email, admin: false }),
    ...{ iss: issuerOf(identity), aud: CLIENT_ID, sub: subjectOf(email), iat: now, exp: now + HOUR_S },
    ...changes,
  });
  const sign = (payload: JWTPayload) => new SignJWT(payload).setProtectedHeader(header).sign(key);
  const owner = (changes?: JWTPayload) => sign(claims('owner@example.com', changes));
  const other = (changes?: JWTPayload) => sign(claims('other@example.com', changes));
  const genuine = await owner();
  const [head = '', , signature = ''] = genuine.split('.');
  const [, stranger = ''] = (await other()).split('.');

  const refused: Record<string, Credentials> = {
    none: { headers: {} },
    'an empty header': { headers: { authorization: '' } },
    'an empty bearer': bearer(''),
    garbage: bearer('garbage'),
    'three parts of garbage': bearer('a.b.c'),
    'a password': { headers: { authorization: `Basic ${btoa('owner@example.com:secret')}` } },
    'two tokens': bearer(`${genuine} ${genuine}`),
    'a token in the address alone': { headers: {}, query: `?access_token=${genuine}&token=${genuine}` },
    'a token in a cookie alone': { headers: { cookie: `token=${genuine}; authorization=${genuine}` } },
    expired: bearer(await owner({ iat: now - 2 * HOUR_S, exp: now - HOUR_S })),
    'not yet valid': bearer(await owner({ nbf: now + HOUR_S })),
    'without an end': bearer(await owner({ exp: undefined })),
    'of another issuer': bearer(await owner({ iss: 'https://issuer.example' })),
    'of an issuer with a slash more': bearer(await owner({ iss: `${issuerOf(identity)}/` })),
    'for another audience': bearer(await owner({ aud: 'somebody-else' })),
    'for no audience': bearer(await owner({ aud: undefined })),
    'with algorithm none': bearer(new UnsecuredJWT(claims('owner@example.com')).encode()),
    'with algorithm none and a signature': bearer(
      `${new UnsecuredJWT(claims('owner@example.com')).encode()}${signature}`,
    ),
    'signed with the public key as a secret': bearer(
      await new SignJWT(claims('owner@example.com'))
        .setProtectedHeader({ alg: 'HS256', kid: jwk.kid })
        .sign(Buffer.from(publicKey)),
    ),
    'signed by another key under the same name': bearer(
      await new SignJWT(claims('owner@example.com')).setProtectedHeader(header).sign(otherKey),
    ),
    'that brings its own key': bearer(
      await new SignJWT(claims('owner@example.com'))
        .setProtectedHeader({ ...header, jwk: await exportJWK(otherPublic) })
        .sign(otherKey),
    ),
    'of an unknown key': bearer(
      await new SignJWT(claims('owner@example.com'))
        .setProtectedHeader({ alg: 'RS256', kid: 'unknown' })
        .sign(otherKey),
    ),
    'with the claims of somebody else': bearer([head, stranger, signature].join('.')),
    'without its signature': bearer(`${head}.${genuine.split('.')[1]}.`),
    'without a subject': bearer(await owner({ sub: undefined })),
  };
  const wrongKind: Record<string, JWTPayload> = {
    'an access token': { token_use: 'access', email: undefined, email_verified: undefined },
    'an access token with an address': { token_use: 'access' },
    'without an address': { email: undefined },
    'with an empty address': { email: '' },
    'with something else for an address': { email: 'owner' },
    'with an unverified address': { email_verified: false },
    'with an unverified address, as text': { email_verified: 'false' },
    'without a word on verification': { email_verified: undefined },
    'verified by 1': { email_verified: 1 },
  };
  const ordinary: Record<string, JWTPayload> = {
    'another person': {},
    'another person in a group whose name holds admin': { 'cognito:groups': ['guests,admin'] },
    'another person in a group whose name holds admin, as text': { 'cognito:groups': 'guests,admin' },
    'another person in Admin': { 'cognito:groups': ['Admin'] },
    'another person in admins and administrators': { 'cognito:groups': ['admins', 'administrators'] },
    'another person in no group': { 'cognito:groups': [] },
    'another person with groups in another form': { 'cognito:groups': { admin: true } },
    'another person with the claim of another name': { groups: ['admin'], admin: true, 'custom:groups': 'admin' },
    "another person with the owner's address": { email: 'owner@example.com' },
    'another person with a verification as text': { email_verified: 'true' },
  };
  const admins: Record<string, JWTPayload> = {
    'an admin': { 'cognito:groups': ['admin'] },
    'an admin of many groups': { 'cognito:groups': ['guests', 'admin', 'staff'] },
  };
  const signed = (kinds: Record<string, JWTPayload>, standing: Standing) =>
    Object.entries(kinds).map(async ([name, changes]) => ({
      ...{ name, standing, credentials: bearer(await other(changes)) },
    }));
  return [
    ...Object.entries(refused).map(([name, credentials]) => ({ name, standing: 'refused' as const, credentials })),
    ...(await Promise.all([
      ...signed(wrongKind, 'wrong-kind'),
      ...signed(ordinary, 'other'),
      ...signed(admins, 'admin'),
    ])),
    { name: 'the owner', standing: 'owner', credentials: bearer(genuine) },
    {
      name: 'the owner, in small letters',
      standing: 'owner',
      credentials: { headers: { authorization: `bearer ${genuine}` } },
    },
  ];
}
