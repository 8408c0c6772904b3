import { createHash } from 'node:crypto';
import * as z from 'zod';

/** The audience of local tokens, in the place of the user pool client. */
export const CLIENT_ID = 'pricebell-local';
const ADMIN_GROUP = 'admin';

export const addressSchema = z.email('must be an e-mail address, such as someone@example.com');

export interface Person {
  readonly email: string;
  readonly admin: boolean;
}

/** Always the same subject for an address: people keep their alerts over any number of tokens and starts. */
export function subjectOf(email: string): string {
  const hex = createHash('sha256').update(`pricebell-local:${email.toLowerCase()}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** What an ID token says of a person, in the words of Cognito. */
export function claimsOf({ email, admin }: Person) {
  return {
    email,
    email_verified: true,
    token_use: 'id',
    ...(admin && { 'cognito:groups': [ADMIN_GROUP] }),
  };
}
