import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import { identitySchema, personOf, subjectSchema } from '../../contract/id-claims.ts';

const FETCH_TIMEOUT_MS = 3_000;
/** The gateway of the HTTP API takes RSA alone too. */
const ALGORITHMS = ['RS256'];
const CLOCK_TOLERANCE_S = 5;

const discoverySchema = z.object({ jwks_uri: z.url() });

/** A token that proves nothing: forged, expired, for somebody else, or no ID token with a verified address. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

export interface VerifiedToken {
  /** the owner of alerts */
  readonly person: string;
  /** own clock, ms: the token's end */
  readonly until: number;
}

export interface IdTokenVerifierOptions {
  readonly issuer: string;
  readonly clientId: string;
}

/**
 * Checks ID tokens as the gateway of the HTTP API does: by the keys that the issuer's discovery document names, issuer, client and end. The
 * keys are fetched once, and again for an unknown one, at most every 30 s.
 */
export function createIdTokenVerifier({ issuer, clientId }: IdTokenVerifierOptions) {
  let keys: Promise<JWTVerifyGetKey> | null = null;

  function findKeys(): Promise<JWTVerifyGetKey> {
    keys ??= fetchKeys(issuer).catch((error: unknown) => {
      keys = null;
      throw error;
    });
    return keys;
  }

  return {
    /** @throws TokenError; any other error when the issuer could not be asked */
    async verify(token: string): Promise<VerifiedToken> {
      const claims = await verifyClaims(token, await findKeys(), { issuer, clientId });
      const subject = subjectSchema.safeParse(claims);
      const identity = identitySchema.safeParse(claims);
      if (!subject.success || !identity.success || claims.exp === undefined) {
        throw new TokenError('is no ID token with a verified e-mail (claims email and email_verified)');
      }
      return { person: personOf(subject.data), until: claims.exp * 1_000 };
    },
  };
}

export type IdTokenVerifier = ReturnType<typeof createIdTokenVerifier>;

async function fetchKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the issuer answers ${response.status} for ${address}`);
  const { jwks_uri } = discoverySchema.parse(await response.json());
  return createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: FETCH_TIMEOUT_MS });
}

async function verifyClaims(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, clientId }: IdTokenVerifierOptions,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: ALGORITHMS,
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp', 'iat'],
    });
    return payload;
  } catch (error) {
    if (isAboutKeys(error)) throw error;
    if (error instanceof errors.JOSEError) throw new TokenError(error.message);
    throw error;
  }
}

/** The keys could not be fetched: that says nothing of the token. */
function isAboutKeys(error: unknown): boolean {
  return error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || isPlainJoseError(error);
}

/** What `createRemoteJWKSet` throws when the answer is no 200 or no JSON. */
function isPlainJoseError(error: unknown): boolean {
  return error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC';
}
