import type { ProfileChange } from '../../adapters/dynamodb/people/person-table.ts';
import type { TransactItem } from '../../adapters/dynamodb/write-transaction.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Caller } from './http/identify-caller.ts';

/**
 * The part of a transaction that stores the caller's verified e-mail, with what else changes in their profile; none when all
 * is stored already. A consistent read costs a tenth of a condition in the transaction.
 */
export async function profileParts(
  { person, email }: Pick<Caller, 'person' | 'email'>,
  { people, now }: Pick<ApiDeps, 'people' | 'now'>,
  change: Omit<ProfileChange, 'email'> = {},
): Promise<TransactItem[]> {
  const part = people.profileChange(person, await people.readProfile(person), { email, ...change }, now());
  return part ? [part] : [];
}
