import { type MeView, viewMe } from '../../contract/person-view.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Caller } from './http/identify-caller.ts';

/** A person as they see themselves. */
export async function readPerson(
  { person, email, isAdmin }: Caller,
  { people, webhooks }: Pick<ApiDeps, 'people' | 'webhooks'>,
): Promise<MeView> {
  const [profile, list, webhookSecret] = await Promise.all([
    people.readProfile(person),
    webhooks.list(person),
    webhooks.readSecret(person),
  ]);
  return viewMe({ email, isAdmin, profile, webhooks: list, webhookSecret });
}
