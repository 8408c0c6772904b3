import type { PersonTable } from '../adapters/person-table.ts';
import type { Caller } from './identify-caller.ts';

/** Persons whose stored e-mail this environment knows; the oldest are forgotten first. */
const MAX_REMEMBERED_PERSONS = 1_000;

/** Stores a person's verified e-mail, unless this environment has stored just that already. */
export function rememberPerson(people: Pick<PersonTable, 'saveProfile'>, now: () => number) {
  const stored = new Map<string, string>();
  return async ({ person, email }: Caller): Promise<void> => {
    if (stored.get(person) === email) return;
    await people.saveProfile(person, email, now());
    stored.delete(person);
    stored.set(person, email);
    const oldest = stored.keys().next();
    if (stored.size > MAX_REMEMBERED_PERSONS && !oldest.done) stored.delete(oldest.value);
  };
}
