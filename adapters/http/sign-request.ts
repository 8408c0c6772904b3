import { createHash, createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';
const ID_CHARACTERS = 32;

/** A message's id as receivers see it: the same for every attempt, in characters that a header takes. */
export function receiversId(messageId: string): string {
  return `msg_${createHash('sha256').update(messageId).digest('hex').slice(0, ID_CHARACTERS)}`;
}

export interface Signing {
  readonly messageId: string;
  readonly body: string;
  /** `whsec_` and the key in base64 */
  readonly secret: string;
  /** own clock, ms */
  readonly now: number;
}

/** The headers of Standard Webhooks: `v1` is an HMAC-SHA256 over id, timestamp (s) and body, joined by dots. */
export function signedHeaders({ messageId, body, secret, now }: Signing): Record<string, string> {
  const id = receiversId(messageId);
  const timestamp = Math.floor(now / 1_000);
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Pricebell',
    accept: '*/*',
    'accept-encoding': 'identity',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
