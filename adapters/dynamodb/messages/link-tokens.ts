import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { LINK_LIFETIMES_S, type Link } from '../../../domain/people/link.ts';
import { createLinkKey, type LinkKey } from './link-key.ts';

const ALGORITHM = 'HS256';

/** An audience for each purpose, so that a token for one purpose can never serve another. */
const AUDIENCES = { unsubscribe: 'pricebell:unsubscribe', alert: 'pricebell:alert' } as const satisfies Readonly<
  Record<Link['do'], string>
>;

const claimsSchema = z.discriminatedUnion('aud', [
  z.object({ aud: z.literal(AUDIENCES.unsubscribe), sub: z.string().min(1) }),
  z.object({ aud: z.literal(AUDIENCES.alert), sub: z.string().min(1), alert: z.string().min(1) }),
]);

/** Signed, expiring tokens for the links in mails (JWT, HS256), by the key in table `people`. */
export function createLinkTokens(client: DynamoDBDocumentClient, tableName: string): LinkTokens {
  return linkTokensBy(createLinkKey(client, tableName));
}

/** Reads the key once an environment. */
export function linkTokensBy(key: LinkKey) {
  let cachedKey: Uint8Array | null = null;

  async function readKey(): Promise<Uint8Array | null> {
    cachedKey ??= await key.read();
    return cachedKey;
  }

  return {
    /** Makes a token for the link that can stand in a URL. `now` in ms. */
    async makeLink(link: Link, now: number): Promise<string> {
      const secret = (await readKey()) ?? (await key.make());
      cachedKey = secret;
      return new SignJWT(claimsOf(link))
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(link.person)
        .setAudience(AUDIENCES[link.do])
        .setExpirationTime(Math.floor(now / 1000) + LINK_LIFETIMES_S[link.do])
        .sign(secret);
    },

    /** Writes nothing: while no link was ever made, every token is invalid. `now` in ms. */
    async readLink(token: string, now: number): Promise<Link | 'expired' | 'invalid'> {
      const secret = await readKey();
      if (!secret) return 'invalid';
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          audience: Object.values(AUDIENCES),
          requiredClaims: ['exp', 'sub'],
          currentDate: new Date(now),
        });
        return linkOf(payload);
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired';
        if (error instanceof errors.JOSEError) return 'invalid';
        throw error;
      }
    },
  };
}

export type LinkTokens = ReturnType<typeof linkTokensBy>;

/** What the token says beside its person, audience and end. */
function claimsOf(link: Link): JWTPayload {
  switch (link.do) {
    case 'alert':
      return { alert: link.alertId };
    case 'unsubscribe':
      return {};
  }
}

function linkOf(payload: JWTPayload): Link | 'invalid' {
  const { data } = claimsSchema.safeParse(payload);
  if (!data) return 'invalid';
  return data.aud === AUDIENCES.alert
    ? { do: 'alert', person: data.sub, alertId: data.alert }
    : { do: 'unsubscribe', person: data.sub };
}
