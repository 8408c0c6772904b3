import { webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { type AddWebhook, addWebhookSchema } from '../../../contract/webhook-request.ts';
import { viewWebhook, webhookViewSchema } from '../../../contract/webhook-view.ts';
import { chosenOptions } from '../../../domain/channels/shown-webhook.ts';
import { type AddressWebhook, newWebhook } from '../../../domain/channels/webhook.ts';
import { DEFAULT_PRESET } from '../../../domain/channels/webhook-channel.ts';
import { webhookParts } from '../alerts/resolve-channels.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import type { ApiDeps } from '../api-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { versionTag } from '../http/version-tag.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { profileParts } from '../profile-parts.ts';
import { takenErrors, webhookErrors } from '../webhooks/webhook-errors.ts';

export const addWebhook = signedInEndpoint({
  route: 'POST /api/me/webhooks',
  id: 'addWebhook',
  summary: 'Sets up a webhook, for alerts to name by its id; 422 when you have one with this address',
  body: addWebhookSchema,
  answers: { 201: webhookViewSchema },
  versioned: true,
  async handle({ caller, body }, deps) {
    const webhook = webhookOf(body, deps.now());
    refuse(webhookErrors(webhook));
    await retryLostWrites('Your webhooks are changing very fast just now; try again.', () =>
      store(webhook, caller, deps),
    );
    const location = `/api/me/webhooks/${webhook.id}`;
    return json(201, viewWebhook(webhook), { ...PRIVATE, etag: versionTag(webhook.version), location });
  },
});

function webhookOf({ url, preset, chatId, options, template, label }: AddWebhook, at: number): AddressWebhook {
  const target = { url, preset: preset ?? DEFAULT_PRESET, chatId: chatId ?? null };
  const set = { options: chosenOptions(options ?? {}), template: template ?? null, label: label ?? null };
  return newWebhook({ id: webhookId(target), ...target, ...set }, at);
}

/** Null when another writer was first. @throws Problem 422 when it is there already, or would be one too many */
async function store(webhook: AddressWebhook, caller: Caller, deps: ApiDeps): Promise<true | null> {
  refuse(takenErrors(webhook, await deps.webhooks.list(caller.person)));
  const claim = { webhooks: { add: [webhook.id] }, fields: { webhooks: ['url'] } };
  const parts = await Promise.all([
    webhookParts(deps, caller.person, [{ added: [webhook], enabled: [] }]),
    profileParts(caller, deps),
    claimRoom(caller, [claim], deps),
  ]);
  return (await deps.writeAll(parts.flat())).written || null;
}
