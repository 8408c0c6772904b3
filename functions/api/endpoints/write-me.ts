import type { ProfileChange } from '../../../adapters/dynamodb/people/person-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { type ChangeMe, changeMeSchema } from '../../../contract/person-request.ts';
import { meViewSchema } from '../../../contract/person-view.ts';
import type { Settings } from '../../../domain/people/person.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { profileParts } from '../profile-parts.ts';
import { readPerson } from '../read-person.ts';

type WebhookChange = NonNullable<ChangeMe['webhooks']>[number];

const DEFAULT_TIME_ZONE = 'UTC';

/** All of it is written, or nothing. */
export const writeMe = signedInEndpoint({
  route: 'PUT /api/me',
  id: 'writeMe',
  summary: 'Changes settings; switches mails and webhooks off and on; makes a new webhook secret. The rest stays',
  body: changeMeSchema,
  answers: { 200: meViewSchema },
  async handle({ caller, body: change }, deps) {
    await retryLostWrites('Your settings are changing very fast just now; try again.', async () => {
      const webhooks = await webhooksToChange(deps, caller, change);
      const removed = webhooks.filter(({ state }) => state === 'removed').map(({ id }) => id);
      const parts = await Promise.all([
        profileParts(caller, deps, { settings: settingsOf(change), ...mailOffOf(deps, caller, change) }),
        claimRoom(caller, [{ webhooks: { remove: removed } }], deps),
        webhooks.map((webhook) => webhookPart(deps, caller, webhook)),
        change.webhookSecret ? [deps.webhooks.newSecret(caller.person, { first: false })] : [],
      ]);
      return (await deps.writeAll(parts.flat())).written || null;
    });
    return json(200, await readPerson(caller, deps), PRIVATE);
  },
});

function webhookPart({ webhooks, now }: ApiDeps, { person }: Caller, { id, state }: WebhookChange): TransactItem {
  if (state === 'removed') return webhooks.removal(person, id);
  const detail = state === 'disabled' ? 'switched off by you' : null;
  return webhooks.stateChange(person, id, { state, at: now(), detail });
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

function mailOffOf({ now }: ApiDeps, { email }: Caller, { mail }: ChangeMe): Pick<ProfileChange, 'mailOff'> {
  if (mail === undefined) return {};
  if (mail === 'on') return { mailOff: null };
  const detail = 'switched off in your settings';
  return { mailOff: { reason: 'unsubscribed', address: email, at: now(), detail } };
}
