import type { PersonTable } from '../../../adapters/dynamodb/people/person-table.ts';
import { type ChangeMe, changeMeSchema } from '../../../contract/person-request.ts';
import type { Webhook } from '../../../domain/channels/channel.ts';
import type { Settings } from '../../../domain/people/person.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { readJsonBody } from '../read-json-body.ts';
import type { SignedInHandler } from '../route-request.ts';
import { type MeReading, meOf } from './read-me.ts';

export interface MeWriting extends MeReading {
  readonly people: Pick<PersonTable, 'readProfile' | 'saveSettings' | 'switchMailOff' | 'switchMailOn'>;
  readonly webhooks: MeReading['webhooks'] & {
    setState(person: string, id: string, change: Pick<Webhook, 'state' | 'at' | 'detail'>): Promise<unknown>;
    remove(person: string, id: string): Promise<unknown>;
    renewSecret(person: string): Promise<unknown>;
  };
  /** own clock, ms */
  readonly now: () => number;
}

type WebhookChange = NonNullable<ChangeMe['webhooks']>[number];

const DEFAULT_TIME_ZONE = 'UTC';

/**
 * `PUT /api/me`. All of it is checked before any is written. The parts are written one after the other: a request that
 * broke off is sent again.
 */
export function writeMe(writing: MeWriting): SignedInHandler {
  return async (request, caller) => {
    const change = parseInput(changeMeSchema, readJsonBody(request));
    const webhooks = await webhooksToChange(writing, caller, change);
    await writing.people.saveSettings(caller.person, settingsOf(change));
    await switchMail(writing, caller, change);
    for (const webhook of webhooks) await changeWebhook(writing, caller, webhook);
    if (change.webhookSecret) await writing.webhooks.renewSecret(caller.person);
    return json(200, await meOf(writing, caller), PRIVATE);
  };
}

async function changeWebhook({ webhooks, now }: MeWriting, { person }: Caller, { id, state }: WebhookChange) {
  if (state === 'removed') return webhooks.remove(person, id);
  const detail = state === 'disabled' ? 'switched off by you' : null;
  return webhooks.setState(person, id, { state, at: now(), detail });
}

/** Those whose state is another than the one asked for. @throws Problem 422 naming each that the caller does not have */
async function webhooksToChange({ webhooks }: MeWriting, { person }: Caller, { webhooks: asked = [] }: ChangeMe) {
  if (asked.length === 0) return [];
  const present = new Map((await webhooks.list(person)).map(({ id, state }) => [id, state]));
  const unknown = asked.flatMap(({ id }, index) =>
    present.has(id) ? [] : [{ path: `webhooks.${index}.id`, message: 'is none of your webhooks' }],
  );
  refuse(unknown);
  return asked.filter(({ id, state }) => present.get(id) !== state);
}

/** Just what the request names. */
function settingsOf({ timeZone, quietHours, digest }: ChangeMe): Partial<Settings> {
  return {
    ...(timeZone !== undefined && { timeZone: timeZone ?? DEFAULT_TIME_ZONE }),
    ...(quietHours !== undefined && { quietHours }),
    ...(digest !== undefined && { digest }),
  };
}

async function switchMail({ people, now }: MeWriting, { person, email }: Caller, { mail }: ChangeMe): Promise<void> {
  if (mail === 'on') await people.switchMailOn(person, now());
  if (mail === 'unsubscribed') {
    const detail = 'switched off in your settings';
    await people.switchMailOff(person, { reason: 'unsubscribed', address: email, at: now(), detail });
  }
}
