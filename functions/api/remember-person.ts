import type { PersonTable } from '../../adapters/dynamodb/people/person-table.ts';
import type { Caller } from './http/identify-caller.ts';

/**
 * Stores the verified e-mail of whoever writes something. Each time: what this environment stored last says nothing of what
 * another one has stored since, for a person who came back to an earlier address.
 */
export function rememberPerson(people: Pick<PersonTable, 'saveProfile'>, now: () => number) {
  return ({ person, email }: Caller): Promise<void> => people.saveProfile(person, email, now());
}
