import { isDeepStrictEqual } from 'node:util';
import { webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { changedOptions, chosenOptions, isMasked, shownUrl } from '../../../domain/channels/shown-webhook.ts';
import { type AddressWebhook, newWebhook } from '../../../domain/channels/webhook.ts';
import { type AskedWebhook, DEFAULT_PRESET } from '../../../domain/channels/webhook-channel.ts';
import type { FieldError } from '../http/problem.ts';
import { webhookErrors } from './webhook-errors.ts';

export interface NamedWebhook {
  readonly webhook: AddressWebhook;
  /** the person has none like it */
  readonly isNew: boolean;
  /** paths are those of the channel's fields */
  readonly errors: readonly FieldError[];
}

/** The webhook that a channel names: by its id, its target, or its target as it is shown. `at`: own clock, ms */
export function namedWebhook(asked: AskedWebhook, present: readonly AddressWebhook[], at: number): NamedWebhook {
  const found = find(asked, present);
  if (found) return { webhook: found, isNew: false, errors: differences(asked, found) };
  const webhook = webhookOf(asked, at);
  return { webhook, isNew: true, errors: newErrors(asked, webhook, present) };
}

function find(asked: AskedWebhook, present: readonly AddressWebhook[]): AddressWebhook | undefined {
  const byId = present.find(({ id }) => id === asked.id);
  if (byId || asked.url === null) return byId;
  if (isMasked(asked.url)) {
    const [one, ...more] = shownSo(asked, present);
    return more.length === 0 ? one : undefined;
  }
  const target = targetOf(asked, asked.url);
  // one whose chat has moved still has the id that was made of the old chat
  return present.find((it) => isTarget(it, target)) ?? present.find(({ id }) => id === webhookId(target));
}

function shownSo(asked: AskedWebhook, present: readonly AddressWebhook[]): AddressWebhook[] {
  return present.filter((it) => isTarget({ ...it, url: shownUrl(it) }, targetOf(asked, asked.url ?? '')));
}

type Target = Pick<AddressWebhook, 'url' | 'preset' | 'chatId'>;

function targetOf({ preset, chatId }: AskedWebhook, url: string): Target {
  return { url, preset: preset ?? DEFAULT_PRESET, chatId };
}

function isTarget(a: Target, b: Target): boolean {
  return a.url === b.url && a.preset === b.preset && a.chatId === b.chatId;
}

function webhookOf(asked: AskedWebhook, at: number): AddressWebhook {
  const target = targetOf(asked, asked.url ?? '');
  const added = { ...target, id: webhookId(target), template: asked.template ?? null };
  return newWebhook({ ...added, options: chosenOptions(asked.options ?? {}) }, at);
}

function newErrors(asked: AskedWebhook, webhook: AddressWebhook, present: readonly AddressWebhook[]): FieldError[] {
  if (asked.url === null) return [{ path: 'id', message: 'is none of your webhooks' }];
  if (!isMasked(asked.url)) return webhookErrors(webhook);
  const message =
    shownSo(asked, present).length > 1
      ? 'is shown so of several webhooks of yours: name one by its id'
      : 'leaves out a secret, and no webhook of yours is shown so: set it up first, or send the whole address';
  return [{ path: 'url', message }];
}

/** A channel names a webhook and does not change it. What it has said before of itself still names it. */
function differences(asked: AskedWebhook, webhook: AddressWebhook): FieldError[] {
  const { id, url, preset, chatId } = webhook;
  const wasMadeWith = (part: Partial<Target>) => webhookId({ ...webhook, ...part }) === id;
  const isSame = {
    url: asked.url === null || [url, shownUrl(webhook)].includes(asked.url) || wasMadeWith({ url: asked.url }),
    preset: asked.preset === null || asked.preset === preset,
    chatId: asked.chatId === null || asked.chatId === chatId || wasMadeWith({ chatId: asked.chatId }),
    options: !asked.options || isDeepStrictEqual(changedOptions(webhook, asked.options), webhook.options),
    template: !asked.template || isDeepStrictEqual(asked.template, webhook.template),
  };
  const message = `differs from that of your webhook ${id}: change it by PATCH /api/me/webhooks/${id}`;
  return Object.entries(isSame).flatMap(([path, same]) => (same ? [] : [{ path, message }]));
}
