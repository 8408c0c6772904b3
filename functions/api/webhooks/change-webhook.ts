import { isDeepStrictEqual } from 'node:util';
import type { WebhookSettings } from '../../../adapters/dynamodb/people/webhook-settings.ts';
import type { PatchWebhook } from '../../../contract/webhook-request.ts';
import { changedOptions, shownUrl } from '../../../domain/channels/shown-webhook.ts';
import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import { refuse } from '../http/parse-input.ts';
import { notFound } from '../http/problem.ts';
import { checkIfMatch } from '../http/version-tag.ts';
import { profileParts } from '../profile-parts.ts';
import { takenErrors, webhookErrors } from './webhook-errors.ts';

export interface WebhookChange {
  readonly id: string;
  readonly caller: Caller;
  readonly change: PatchWebhook;
  readonly ifMatch: string | undefined;
}

type ChangeDeps = Pick<DeviceDeps, 'webhooks' | 'people' | 'writeAll' | 'now'>;

/** The webhook after the change; null when another writer was first. @throws Problem 404, 412, 422 */
export async function changeWebhook(
  { id, caller, change, ifMatch }: WebhookChange,
  deps: ChangeDeps,
): Promise<AddressWebhook | null> {
  const { person } = caller;
  const all = await deps.webhooks.list(person);
  const before = all.find((it) => it.id === id);
  if (!before) throw notFound('You have no such webhook.');
  checkIfMatch(ifMatch, before.version);
  const settings = settingsAfter(before, change);
  const after = { ...before, ...settings, ...stateAfter(before, change, deps.now()) };
  if (isDeepStrictEqual(after, before)) return before;
  refuse(webhookErrors(after));
  const others = all.filter((it) => it !== before);
  refuse(takenErrors(after, others));
  const next = { ...after, version: before.version + 1 };
  const parts = [deps.webhooks.settingsChange(person, before, next), ...(await profileParts(caller, deps))];
  return (await deps.writeAll(parts)).written ? next : null;
}

/** What is sent back as it is shown stays. */
function settingsAfter(before: AddressWebhook, change: PatchWebhook): WebhookSettings {
  const url = change.url === undefined || change.url === shownUrl(before) ? before.url : change.url;
  const { chatId = before.chatId, label = before.label, template = before.template } = change;
  return { url, chatId, label, options: changedOptions(before, change.options ?? {}), template };
}

/** As `PUT /api/me` does it: what was counted of its failures is over. */
function stateAfter({ state }: AddressWebhook, change: PatchWebhook, at: number): Partial<AddressWebhook> {
  if (change.state === undefined || change.state === state) return {};
  const detail = change.state === 'disabled' ? 'switched off by you' : null;
  return { state: change.state, at, detail, failures: 0, slowCalls: 0, slowAnswers: 0, restsUntil: 0 };
}
