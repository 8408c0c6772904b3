import type { PersonTable } from '../../../adapters/dynamodb/people/person-table.ts';
import { type MeView, viewMe } from '../../../contract/person-view.ts';
import type { Webhook } from '../../../domain/channels/channel.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import type { SignedInHandler } from '../route-request.ts';

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
