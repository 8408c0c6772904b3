import type { WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import type { AskedChannel } from '../../../contract/channels.ts';
import { type Channel, channelKey } from '../../../domain/channels/channel.ts';
import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import { isWebhook } from '../../../domain/channels/webhook-channel.ts';
import type { ApiDeps } from '../api-deps.ts';
import { refuse } from '../http/parse-input.ts';
import type { FieldError } from '../http/problem.ts';
import { namedWebhook } from '../webhooks/named-webhook.ts';
import { privateAddressErrors } from '../webhooks/webhook-errors.ts';

type ChannelDeps = Pick<ApiDeps, 'webhooks' | 'now'>;

/** What no schema checks: an IP address in place of a host name must be public. */
export function invalidChannels(channels: readonly AskedChannel[] | null | undefined): FieldError[] {
  return (channels ?? []).flatMap((channel, index) =>
    isWebhook(channel) && channel.url !== null ? below(`channels.${index}`, privateAddressErrors(channel.url)) : [],
  );
}

function below(path: string, errors: readonly FieldError[]): FieldError[] {
  return errors.map((error) => ({ ...error, path: `${path}.${error.path}` }));
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
 * webhook wants its messages. Writes nothing. @throws Problem 422 naming the field of a channel that names none, or says it otherwise
 */
export async function resolveChannels(
  { webhooks, now }: ChannelDeps,
  person: string,
  asked: readonly AskedChannel[],
): Promise<ResolvedChannels> {
  const present = asked.some(isWebhook) ? [...(await webhooks.list(person))] : [];
  const at = now();
  const resolved = asked.map((channel, index) => {
    if (!isWebhook(channel)) return { channel };
    const named = namedWebhook(channel, present, at);
    // a second channel may name it, and say the same of it
    if (named.isNew) present.push(named.webhook);
    return { channel: { type: channel.type, id: named.webhook.id }, named: { ...named, index } };
  });
  const all = resolved.flatMap(({ named }) => named ?? []);
  refuse(all.flatMap(({ index, errors }) => below(`channels.${index}`, errors)));
  // one whose chat has moved can be named by its old chat and by its new one
  const named = uniqBy(all, ({ webhook }) => webhook.id);
  const added = named.filter(({ isNew }) => isNew);
  const disabled = named.filter(({ isNew, webhook }) => !isNew && webhook.state === 'disabled');
  return {
    channels: uniqBy(
      resolved.map(({ channel }) => channel),
      channelKey,
    ),
    webhooks: { added: added.map(({ webhook }) => webhook), enabled: disabled.map(({ webhook }) => webhook.id) },
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
