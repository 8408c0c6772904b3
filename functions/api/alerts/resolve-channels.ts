import { type WebhookTable, webhookId } from '../../../adapters/dynamodb/people/webhook-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { isPublicAddress } from '../../../adapters/http/private-address.ts';
import type { AskedChannel } from '../../../contract/channels.ts';
import { type Channel, channelKey } from '../../../domain/channels/channel.ts';
import { type AddressWebhook, newWebhook } from '../../../domain/channels/webhook.ts';
import { literalAddress } from '../../../domain/channels/webhook-address.ts';
import { type AskedWebhook, isWebhook } from '../../../domain/channels/webhook-channel.ts';
import type { ApiDeps } from '../api-deps.ts';
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

/** What an alert's channels change of its person's webhooks. */
export interface WebhookChanges {
  readonly added: readonly AddressWebhook[];
  /** ids */
  readonly enabled: readonly string[];
}

/** `channels`: as an alert stores them. */
export interface ResolvedChannels {
  readonly channels: Channel[];
  readonly webhooks: WebhookChanges;
  /** the fields that name new webhooks */
  readonly fields: readonly string[];
}

/**
 * Finds the webhooks that the person has, and which others to store. Disabled ones are enabled: whoever saves an alert with a
 * webhook wants its messages. Writes nothing.
 */
export async function resolveChannels(
  { webhooks, now }: ChannelDeps,
  person: string,
  asked: readonly AskedChannel[],
): Promise<ResolvedChannels> {
  const present = asked.some(isWebhook) ? await webhooks.list(person) : [];
  const resolved = asked.map((channel, index) => {
    if (!isWebhook(channel)) return { channel };
    const before = present.find((it) => isTarget(it, channel)) ?? present.find(({ id }) => id === webhookId(channel));
    const id = before?.id ?? webhookId(channel);
    return { channel: { type: channel.type, id }, webhook: { id, index, before, asked: channel } };
  });
  // one whose chat has moved can be named by its old chat and by its new one
  const named = uniqBy(
    resolved.flatMap(({ webhook }) => webhook ?? []),
    ({ id }) => id,
  );
  const added = named.filter(({ before }) => !before);
  const disabled = named.filter(({ before }) => before?.state === 'disabled');
  const at = now();
  return {
    channels: uniqBy(
      resolved.map(({ channel }) => channel),
      channelKey,
    ),
    webhooks: { added: added.map((one) => webhookOf(one.asked, at)), enabled: disabled.map(({ id }) => id) },
    fields: added.slice(0, 1).map(({ index }) => `channels.${index}.url`),
  };
}

/** The parts of a transaction that store the changes, each webhook once, however many alerts name it. */
export async function webhookParts(
  { webhooks, now }: ChannelDeps,
  person: string,
  changes: readonly WebhookChanges[],
): Promise<TransactItem[]> {
  const added = uniqBy(
    changes.flatMap((one) => one.added),
    ({ id }) => id,
  );
  const enabled = new Set(changes.flatMap((one) => one.enabled));
  const hasSecret = added.length === 0 || (await webhooks.readSecret(person)) !== null;
  return [
    ...(hasSecret ? [] : [webhooks.newSecret(person, { first: true })]),
    ...added.map((webhook) => webhooks.addition(person, webhook)),
    ...[...enabled].map((id) => webhooks.stateChange(person, id, { state: 'active', at: now(), detail: null })),
  ];
}

/** Compares what the webhook has now: one whose chat has moved still has the id that was made of the old chat. */
function isTarget({ url, preset, chatId }: AddressWebhook, asked: AskedWebhook): boolean {
  return url === asked.url && preset === asked.preset && chatId === asked.chatId;
}

function uniqBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  return items.filter((item, index) => items.findIndex((other) => keyOf(other) === keyOf(item)) === index);
}

/** The owner's webhooks, to show the alerts with; not read when no alert names one. */
export async function webhooksFor(
  webhooks: Pick<WebhookTable, 'list'>,
  person: string,
  alerts: readonly { readonly channels: readonly Channel[] }[],
): Promise<AddressWebhook[]> {
  const isNamed = alerts.some(({ channels }) => channels.some(isWebhook));
  return isNamed ? webhooks.list(person) : [];
}

function webhookOf(channel: AskedWebhook, now: number): AddressWebhook {
  const { url, preset, chatId } = channel;
  return newWebhook({ id: webhookId(channel), url, preset, chatId }, now);
}
