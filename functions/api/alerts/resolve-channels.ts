import { type WebhookTable, webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { isPublicAddress } from '../../../adapters/http/private-address.ts';
import type { AskedChannel } from '../../../contract/channels.ts';
import type { Channel } from '../../../domain/channels/channel.ts';
import { MAX_WEBHOOKS, newWebhook, type Webhook } from '../../../domain/channels/webhook.ts';
import { literalAddress } from '../../../domain/channels/webhook-address.ts';
import { type AskedWebhook, isWebhook } from '../../../domain/channels/webhook-channel.ts';
import type { ApiDeps } from '../api-deps.ts';
import { refuse } from '../http/parse-input.ts';
import type { FieldError } from '../http/problem.ts';

type ChannelDeps = Pick<ApiDeps, 'webhooks' | 'now'>;

/** What no schema checks: an IP address in place of a host name must be public. */
export function invalidChannels(channels: readonly AskedChannel[] | null | undefined): FieldError[] {
  return (channels ?? []).flatMap((channel, index) => {
    const address = isWebhook(channel) ? literalAddress(channel.url) : null;
    if (address === null || isPublicAddress(address)) return [];
    return [{ path: `channels.${index}.url`, message: 'must not lead into a private network' }];
  });
}

/**
 * The channels as an alert stores them. New webhooks are stored, and disabled ones are enabled: whoever saves an alert with
 * a webhook wants its messages. Calling it twice changes nothing more. @throws Problem 422 when there are too many webhooks
 */
export async function resolveChannels(
  { webhooks, now }: ChannelDeps,
  person: string,
  asked: readonly AskedChannel[],
): Promise<Channel[]> {
  const named = asked.filter(isWebhook);
  if (named.length === 0) return asked.filter((channel) => !isWebhook(channel));
  const present = await webhooks.list(person);
  const idOf = (channel: AskedWebhook) => present.find((it) => isTarget(it, channel))?.id ?? webhookId(channel);
  const added = named.filter((channel) => !present.some(({ id }) => id === idOf(channel)));
  if (present.length + added.length > MAX_WEBHOOKS) refuse([tooMany(asked)]);
  if (added.length > 0) await webhooks.secretOf(person);
  for (const channel of added) await webhooks.add(person, webhookOf(channel, now()));
  for (const channel of named) {
    const before = present.find(({ id }) => id === idOf(channel));
    if (before?.state !== 'disabled') continue;
    await webhooks.setState(person, before.id, { state: 'active', at: now(), detail: null });
  }
  return asked.map((channel) => (isWebhook(channel) ? { type: channel.type, id: idOf(channel) } : channel));
}

/** Compares what the webhook has now: one whose chat has moved still has the id that was made of the old chat. */
function isTarget({ url, preset, chatId }: Webhook, asked: AskedWebhook): boolean {
  return url === asked.url && preset === asked.preset && chatId === asked.chatId;
}

/** The owner's webhooks, to show the alerts with; not read when no alert names one. */
export async function webhooksFor(
  webhooks: Pick<WebhookTable, 'list'>,
  person: string,
  alerts: readonly { readonly channels: readonly Channel[] }[],
): Promise<Webhook[]> {
  const isNamed = alerts.some(({ channels }) => channels.some(isWebhook));
  return isNamed ? webhooks.list(person) : [];
}

function webhookOf(channel: AskedWebhook, now: number): Webhook {
  const { url, preset, chatId } = channel;
  return newWebhook({ id: webhookId(channel), url, preset, chatId }, now);
}

function tooMany(asked: readonly AskedChannel[]): FieldError {
  const index = asked.findIndex(isWebhook);
  return { path: `channels.${index}.url`, message: `would be one of more than ${MAX_WEBHOOKS} webhooks of yours` };
}
