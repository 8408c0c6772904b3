import { randomBytes } from 'node:crypto';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import { LINK_LIFETIMES_S, type Link } from '../../domain/link.ts';
import { unlessRefused } from './conditional-write.ts';

/** The key's place in table `people`; a person's name has a `#`, so no person has this one. */
const KEY = { person: 'pricebell', item: 'link-key' };
/** As long as the hash of HS256. */
const SECRET_BYTES = 32;
const ALGORITHM = 'HS256';

/** One audience for each purpose, so that a token for one can never be read as one for another. */
const AUDIENCES: Readonly<Record<Link['do'], string>> = {
  unsubscribe: 'pricebell:unsubscribe',
  alert: 'pricebell:alert',
};

const keySchema = z.object({ secret: z.base64url().min(1) });

const claimsSchema = z.discriminatedUnion('aud', [
  z.object({ aud: z.literal(AUDIENCES.unsubscribe), sub: z.string().min(1) }),
  z.object({ aud: z.literal(AUDIENCES.alert), sub: z.string().min(1), alert: z.string().min(1) }),
]);

/** Signed, expiring tokens for the links in mails (JWT, HS256). Their key is made at first use and kept in table `people`. */
export function createLinkTokens(client: DynamoDBDocumentClient, tableName: string) {
  /** for the life of the environment, once there is one */
  let held: Uint8Array | null = null;

  async function readKey(): Promise<Uint8Array | null> {
    const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: KEY, ConsistentRead: true }));
    return Item ? Buffer.from(keySchema.parse(Item).secret, 'base64url') : null;
  }

  /** Of several environments that start at once the first one makes the key; the others read it. */
  async function makeKey(): Promise<Uint8Array> {
    const secret = randomBytes(SECRET_BYTES);
    const put = new PutCommand({
      TableName: tableName,
      Item: { ...KEY, secret: secret.toString('base64url') },
      ConditionExpression: 'attribute_not_exists(person)',
    });
    if (await unlessRefused(client.send(put))) return secret;
    const made = await readKey();
    if (!made) throw new Error('the key of the links was made and is not there');
    return made;
  }

  async function presentKey(): Promise<Uint8Array | null> {
    held ??= await readKey();
    return held;
  }

  return {
    /** A token for the link, as URLs take it. `now` in ms. */
    async makeLink(link: Link, now: number): Promise<string> {
      const key = (await presentKey()) ?? (await makeKey());
      held = key;
      const nowS = Math.floor(now / 1000);
      return new SignJWT(link.do === 'alert' ? { alert: link.alertId } : {})
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(link.person)
        .setAudience(AUDIENCES[link.do])
        .setExpirationTime(nowS + LINK_LIFETIMES_S[link.do])
        .sign(key);
    },

    /** Writes nothing: where no link was ever made, none can be read. `now` in ms. */
    async readLink(token: string, now: number): Promise<Link | 'expired' | 'invalid'> {
      const key = await presentKey();
      if (!key) return 'invalid';
      try {
        const { payload } = await jwtVerify(token, key, {
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

export type LinkTokens = ReturnType<typeof createLinkTokens>;

function linkOf(payload: JWTPayload): Link | 'invalid' {
  const { data } = claimsSchema.safeParse(payload);
  if (!data) return 'invalid';
  return 'alert' in data
    ? { do: 'alert', person: data.sub, alertId: data.alert }
    : { do: 'unsubscribe', person: data.sub };
}
