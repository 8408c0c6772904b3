import { type ChangeMe, changeMeSchema } from '../../../contract/person-request.ts';
import { meViewSchema } from '../../../contract/person-view.ts';
import type { Settings } from '../../../domain/people/person.ts';
import type { ApiDeps } from '../api-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { readPerson } from '../read-person.ts';

type WebhookChange = NonNullable<ChangeMe['webhooks']>[number];

const DEFAULT_TIME_ZONE = 'UTC';

/** All is checked before anything is written. The parts are written one after the other: a request that broke off can be sent again. */
export const writeMe = signedInEndpoint({
  route: 'PUT /api/me',
  id: 'writeMe',
  summary: 'Changes settings; switches mails and webhooks off and on; makes a new webhook secret. The rest stays',
  body: changeMeSchema,
  answers: { 200: meViewSchema },
  async handle({ caller, body: change }, deps) {
    const webhooks = await webhooksToChange(deps, caller, change);
    await deps.people.saveSettings(caller.person, settingsOf(change));
    await switchMail(deps, caller, change);
    for (const webhook of webhooks) await changeWebhook(deps, caller, webhook);
    if (change.webhookSecret) await deps.webhooks.renewSecret(caller.person);
    return json(200, await readPerson(caller, deps), PRIVATE);
  },
});

async function changeWebhook({ webhooks, now }: ApiDeps, { person }: Caller, { id, state }: WebhookChange) {
  if (state === 'removed') return webhooks.remove(person, id);
  const detail = state === 'disabled' ? 'switched off by you' : null;
  return webhooks.setState(person, id, { state, at: now(), detail });
}

/** The webhooks whose state differs from the one asked for. @throws Problem 422 naming each that the caller does not have */
async function webhooksToChange({ webhooks }: ApiDeps, { person }: Caller, { webhooks: asked = [] }: ChangeMe) {
  if (asked.length === 0) return [];
  const present = new Map((await webhooks.list(person)).map(({ id, state }) => [id, state]));
  const unknown = asked.flatMap(({ id }, index) =>
    present.has(id) ? [] : [{ path: `webhooks.${index}.id`, message: 'is none of your webhooks' }],
  );
  refuse(unknown);
  return asked.filter(({ id, state }) => present.get(id) !== state);
}

/** Only what the request names. */
function settingsOf({ timeZone, quietHours, digest }: ChangeMe): Partial<Settings> {
  return {
    ...(timeZone !== undefined && { timeZone: timeZone ?? DEFAULT_TIME_ZONE }),
    ...(quietHours !== undefined && { quietHours }),
    ...(digest !== undefined && { digest }),
  };
}

async function switchMail({ people, now }: ApiDeps, { person, email }: Caller, { mail }: ChangeMe): Promise<void> {
  if (mail === 'on') await people.switchMailOn(person, now());
  if (mail === 'unsubscribed') {
    const detail = 'switched off in your settings';
    await people.switchMailOff(person, { reason: 'unsubscribed', address: email, at: now(), detail });
  }
}
