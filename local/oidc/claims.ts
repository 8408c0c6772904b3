import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ADMIN_GROUP } from '../../domain/people/admin-group.ts';

/** The audience of local tokens, in place of the user pool client. */
export const CLIENT_ID = 'pricebell-local';

export const addressSchema = z.email('must be an e-mail address, such as someone@example.com');

export interface Person {
  readonly email: string;
  readonly admin: boolean;
}

/** The same subject for the same address, so that people keep their alerts over tokens and restarts. */
export function subjectOf(email: string): string {
  const hex = createHash('sha256').update(`pricebell-local:${email.toLowerCase()}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** The claims of a person's ID token, as Cognito names them. */
export function claimsOf({ email, admin }: Person) {
  return {
    email,
    email_verified: true,
    token_use: 'id',
    ...(admin && { 'cognito:groups': [ADMIN_GROUP] }),
  };
}
