import type { Webhook } from '../../domain/channel.ts';
import { type MeView, viewMe } from '../../domain/person-view.ts';
import type { PersonTable } from '../adapters/person-table.ts';
import { json, PRIVATE } from './answer.ts';
import type { Caller } from './identify-caller.ts';
import type { SignedInHandler } from './route-request.ts';

export interface MeReading {
  readonly people: Pick<PersonTable, 'readProfile'>;
  readonly webhooks: {
    list(person: string): Promise<readonly Webhook[]>;
    readSecret(person: string): Promise<string | null>;
  };
}

/** `GET /api/me`: who the token says the caller is, what they have set, and whether they are told anything. */
export function readMe(reading: MeReading): SignedInHandler {
  return async (_request, caller) => json(200, await meOf(reading, caller), PRIVATE);
}

export async function meOf({ people, webhooks }: MeReading, { person, email, isAdmin }: Caller): Promise<MeView> {
  const [profile, list, webhookSecret] = await Promise.all([
    people.readProfile(person),
    webhooks.list(person),
    webhooks.readSecret(person),
  ]);
  return viewMe({ email, isAdmin, profile, webhooks: list, webhookSecret });
}
