import { viewLimits } from '../../contract/limits-view.ts';
import { type MeView, viewMe } from '../../contract/person-view.ts';
import type { ApiDeps } from './api-deps.ts';
import type { Caller } from './http/identify-caller.ts';
import { readUsage } from './limits/usage.ts';

type PersonDeps = Pick<
  ApiDeps,
  'people' | 'mailDelays' | 'webhooks' | 'counts' | 'countUsage' | 'readFollowed' | 'rates' | 'limits' | 'now'
>;

/** A person as they see themselves. */
export async function readPerson({ person, email, isAdmin }: Caller, deps: PersonDeps): Promise<MeView> {
  const { people, mailDelays, webhooks, limits } = deps;
  const now = deps.now();
  const [profile, mailDelay, list, webhookSecret, usage, rates] = await Promise.all([
    people.readProfile(person),
    mailDelays.readDelay(person),
    webhooks.list(person),
    webhooks.readSecret(person),
    readUsage(person, deps),
    deps.rates.read(person, now),
  ]);
  const viewed = viewLimits({ limits, isAdmin, usage, rates, now });
  return viewMe({ email, isAdmin, profile, mailDelay, webhooks: list, webhookSecret, limits: viewed });
}
