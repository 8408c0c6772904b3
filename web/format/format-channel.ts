import type { ChannelView } from '../../contract/channels.ts';
import type { WebhookView } from '../../contract/webhook-view.ts';
import { formOf } from '../../domain/channels/presets/presets.ts';
import type { IconName } from '../icon-names.ts';

/** Kinds of webhooks that a person gives an address for. */
export type AskedPreset = Extract<ChannelView, { type: 'webhook' }>['preset'];

interface ChannelText<Channel> {
  readonly icon: IconName;
  readonly format: (channel: Channel) => string;
  /** what tells it from others that are called the same; `email`: the person's */
  readonly detail: (channel: Channel, email: string) => string;
}

type ChannelTexts = {
  readonly [Type in ChannelView['type']]: ChannelText<Extract<ChannelView, { type: Type }>>;
};

/** Every channel: a new one without its text is a type error. */
const CHANNEL_TEXTS: ChannelTexts = {
  email: { icon: 'mail', format: () => 'mail', detail: (_, email) => email },
  push: {
    icon: 'bell-ring',
    format: () => 'push to my devices',
    detail: () => 'Browsers that you have chosen in Settings',
  },
  webhook: {
    icon: 'webhook',
    format: ({ preset, url }) => (preset === 'standard' ? hostOf(url) : formOf(preset).label),
    detail: ({ chatId, url }) => chatId ?? url,
  },
};

function textOf({ type }: ChannelView): ChannelText<ChannelView> {
  // the entry of the table fits the type that it is looked up by; TypeScript can't say so
  return CHANNEL_TEXTS[type] as ChannelText<ChannelView>;
}

/** `mail`, `Slack`, `hooks.example.com` */
export function formatChannel(channel: ChannelView): string {
  return textOf(channel).format(channel);
}

/** `mail and Slack`, by the names that they are given */
export function formatChannels(channels: readonly ChannelView[], nameOf: (channel: ChannelView) => string): string {
  const names = channels.map(nameOf);
  const last = names.at(-1);
  if (last === undefined) return 'nothing';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** What tells a channel from others that are called the same. `email`: the person's */
export function channelDetail(channel: ChannelView, email: string): string {
  return textOf(channel).detail(channel, email);
}

export function channelIcon(channel: ChannelView): IconName {
  return textOf(channel).icon;
}

/** What stays the same of a channel, to tell it from others. */
export function channelKeyOf(channel: ChannelView): string {
  return 'id' in channel ? `${channel.type}:${channel.id}` : channel.type;
}

/** What its owner calls a webhook, or its platform and which chat there. */
export function receiverName({ label, ...webhook }: WebhookView): string {
  const platform = formatChannel({ ...webhook, type: 'webhook' });
  return label ?? (webhook.chatId === null ? platform : `${platform} ${webhook.chatId}`);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
