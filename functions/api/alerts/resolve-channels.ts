import { type WebhookTable, webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { isPublicAddress } from '../../../adapters/http/private-address.ts';
import type { AskedChannel, AskedWebhook } from '../../../contract/alert-request.ts';
import { type Channel, MAX_WEBHOOKS, newWebhook, type Webhook } from '../../../domain/channels/channel.ts';
import { literalAddress } from '../../../domain/channels/webhook-address.ts';
import { refuse } from '../http/parse-input.ts';
import type { FieldError } from '../http/problem.ts';

export interface ChannelKeeping {
  readonly webhooks: Pick<WebhookTable, 'list' | 'add' | 'setState' | 'secretOf'>;
  /** own clock, ms */
  readonly now: () => number;
}

/** What a schema can't tell: a literal address in place of a host must be one that may be called. */
export function channelFaults(channels: readonly AskedChannel[] | null | undefined): FieldError[] {
  return (channels ?? []).flatMap((channel, index) => {
    const address = channel.type === 'webhook' ? literalAddress(channel.url) : null;
    if (address === null || isPublicAddress(address)) return [];
    return [{ path: `channels.${index}.url`, message: 'must not lead into a private network' }];
  });
}

/**
 * The channels as an alert keeps them. Webhooks that are new are kept, those that were switched off are switched on again:
 * who saves an alert with one wants it to ring. Again is no change. @throws Problem 422 when there are too many
 */
export async function keepChannels(
  { webhooks, now }: ChannelKeeping,
  person: string,
  asked: readonly AskedChannel[],
): Promise<Channel[]> {
  const named = asked.filter((channel) => channel.type === 'webhook');
  if (named.length === 0) return asked.filter((channel) => channel.type === 'email');
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
  return asked.map((channel) => (channel.type === 'email' ? channel : { type: 'webhook', id: idOf(channel) }));
}

/** Also of one whose chat has moved: it has kept the id that the old chat gave it. */
function isTarget({ url, preset, chatId }: Webhook, asked: AskedWebhook): boolean {
  return url === asked.url && preset === asked.preset && chatId === asked.chatId;
}

/** The owner's webhooks, if one of the alerts names any: to show the alerts with them. */
export async function webhooksFor(
  webhooks: Pick<WebhookTable, 'list'>,
  person: string,
  alerts: readonly { readonly channels: readonly Channel[] }[],
): Promise<Webhook[]> {
  const isNamed = alerts.some(({ channels }) => channels.some(({ type }) => type === 'webhook'));
  return isNamed ? webhooks.list(person) : [];
}

function webhookOf(channel: AskedWebhook, now: number): Webhook {
  const { url, preset, chatId } = channel;
  return newWebhook({ id: webhookId(channel), url, preset, chatId }, now);
}

function tooMany(asked: readonly AskedChannel[]): FieldError {
  const index = asked.findIndex(({ type }) => type === 'webhook');
  return { path: `channels.${index}.url`, message: `would be one of more than ${MAX_WEBHOOKS} webhooks of yours` };
}
