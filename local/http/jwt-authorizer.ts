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
const DISCOVERY_TIMEOUT_MS = 3_000;

export function createJwtAuthorizer({ issuer, audiences }: AuthorizerPlan): JwtAuthorizer {
  let keys: Promise<JWTVerifyGetKey> | null = null;
  return {
    async check(authorization) {
      const token = /^(?:Bearer\s+)?(\S+)$/i.exec(authorization ?? '')?.[1];
      if (!token) return { refusal: unauthorized('a bearer token is needed', '') };
      keys ??= discoverKeys(issuer);
      keys.catch(() => {
        keys = null;
      });
      try {
        const { payload } = await jwtVerify(token, await keys, {
          issuer,
          audience: [...audiences],
          requiredClaims: ['exp'],
        });
        return { claims: renderClaims(payload) };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        return { refusal: unauthorized(`the token is refused: ${error.message}`, `, error="invalid_token"`) };
      }
    },
  };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(url, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
  return createRemoteJWKSet(new URL(discoverySchema.parse(await response.json()).jwks_uri));
}

/** API Gateway answers `{"message":"Unauthorized"}`; we add the members of a problem (docs/local.md). */
function unauthorized(detail: string, error: string): Reply {
  const problem = { type: 'about:blank', title: 'Unauthorized', status: 401, detail, message: 'Unauthorized' };
  return jsonReply(401, problem, {
    'content-type': 'application/problem+json',
    'www-authenticate': `Bearer scope=""${error}`,
  });
}

/** As API Gateway passes claims on: every value is a string, a list is `[a b]`. */
export function renderClaims(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, renderClaim(value)]));
}

function renderClaim(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(renderClaim).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
