import * as z from 'zod';
import { identitySchema, personOf, subjectSchema } from '../../../contract/id-claims.ts';
import { ADMIN_GROUP } from '../../../domain/people/admin-group.ts';
import { Problem } from './problem.ts';
import type { ApiRequest } from './read-request.ts';

export interface Caller {
  /** `issuer#subject`: the owner of alerts, triggers and settings */
  readonly person: string;
  readonly email: string;
  readonly isAdmin: boolean;
}

/**
 * The gateway writes a list as `[admin staff]`, and a claim that is one text as it is. Names are compared whole: those of Cognito may
 * hold commas and brackets, but no space.
 */
const groupsSchema = z
  .union([z.array(z.string()), z.string().transform((text) => /^\[(.*)\]$/s.exec(text)?.[1]?.split(' ') ?? [text])])
  .catch([]);

/** @throws Problem 401 without a token, 403 when it is not an ID token with a verified e-mail */
export function identifyCaller({ claims }: ApiRequest): Caller {
  const subject = subjectSchema.safeParse(claims);
  if (!claims || !subject.success) {
    throw new Problem({ status: 401, title: 'Sign in first', detail: 'A bearer token is needed.' });
  }
  const identity = identitySchema.safeParse(claims);
  if (!identity.success) {
    throw new Problem({
      status: 403,
      title: 'Wrong kind of token',
      detail: 'An ID token with a verified e-mail is needed (claims email and email_verified).',
    });
  }
  return {
    person: personOf(subject.data),
    email: identity.data.email,
    isAdmin: groupsSchema.parse(claims['cognito:groups']).includes(ADMIN_GROUP),
  };
}

/** @throws Problem 403 */
export function requireAdmin({ isAdmin }: Caller): void {
  if (isAdmin) return;
  throw new Problem({ status: 403, title: 'Not allowed', detail: `Only the group ${ADMIN_GROUP} may do this.` });
}
