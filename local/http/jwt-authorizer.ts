import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import * as z from 'zod';
import type { AuthorizerPlan } from '../template/plan.ts';
import { jsonReply, type Reply } from './gateway-response.ts';

/** Checks what API Gateway's JWT authorizer checks: signature by the issuer's published keys, issuer, audience and times. */
export interface JwtAuthorizer {
  /** the token's claims as the function sees them, or the refusal */
  check(authorization: string | undefined): Promise<{ claims: Record<string, string> } | { refusal: Reply }>;
}

const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.string() });
/** API Gateway takes RSA alone. */
const ALGORITHMS = ['RS256'];
const DISCOVERY_TIMEOUT_MS = 3_000;

export function createJwtAuthorizer({ issuer, audiences }: AuthorizerPlan): JwtAuthorizer {
  let keys: Promise<JWTVerifyGetKey> | null = null;
  return {
    async check(authorization) {
      const token = /^(?:Bearer\s+)?(\S+)$/i.exec(authorization ?? '')?.[1];
      if (!token) return { refusal: unauthorized('Bearer') };
      keys ??= discoverKeys(issuer);
      keys.catch(() => {
        keys = null;
      });
      try {
        const { payload } = await jwtVerify(token, await keys, {
          issuer,
          audience: [...audiences],
          algorithms: ALGORITHMS,
          requiredClaims: ['exp'],
        });
        return { claims: renderClaims(payload) };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        return { refusal: unauthorized(challenge(error)) };
      }
    },
  };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
  return createRemoteJWKSet(new URL(discoverySchema.parse(await response.json()).jwks_uri));
}

/** The bytes of API Gateway's answer, whatever is wrong; the header says what is. */
function unauthorized(wwwAuthenticate: string): Reply {
  return jsonReply(401, { message: 'Unauthorized' }, { 'www-authenticate': wwwAuthenticate });
}

/**
 * In the form that AWS shows (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html). It publishes
 * the words for a wrong audience alone; the others are ours.
 */
function challenge(error: errors.JOSEError): string {
  const isAudience = error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud';
  const why = isAudience ? 'the token does not have a valid audience' : error.message.replaceAll('"', "'");
  return `Bearer scope="" error="invalid_token" error_description="${why}"`;
}

/** As API Gateway passes claims on: every value is a string, a list is `[a b]`. */
export function renderClaims(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, renderClaim(value)]));
}

function renderClaim(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderClaim).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
