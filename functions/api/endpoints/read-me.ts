import { type MeView, meViewSchema, viewMe } from '../../../contract/person-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';

export const readMe = signedInEndpoint({
  route: 'GET /api/me',
  id: 'readMe',
  summary: 'Who the token says you are, your settings, whether mails are sent to you, and your webhooks',
  answers: { 200: meViewSchema },
  async handle({ caller }, deps) {
    return json(200, await readPerson(caller, deps), PRIVATE);
  },
});

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
