import type { ChannelView } from '../../../contract/channels.ts';

/** Kinds of webhooks that a person gives an address for. */
export type AskedPreset = Extract<ChannelView, { type: 'webhook' }>['preset'];

/** What people call a receiver, whether its messages go to one chat of several, and what its address looks like. */
export const PRESET_WORDS: Readonly<Record<AskedPreset, { label: string; hasChatId: boolean; example: string }>> = {
  standard: { label: 'webhook', hasChatId: false, example: 'https://example.com/alerts' },
  telegram: { label: 'Telegram', hasChatId: true, example: 'https://api.telegram.org/bot…/sendMessage' },
  discord: { label: 'Discord', hasChatId: false, example: 'https://discord.com/api/webhooks/…' },
  slack: { label: 'Slack', hasChatId: false, example: 'https://hooks.slack.com/services/…' },
};

type WordsOf = { readonly [Type in ChannelView['type']]: (channel: Extract<ChannelView, { type: Type }>) => string };

/** Every channel: a new one without words is a type error. */
const WORDS: WordsOf = {
  email: () => 'mail',
  push: () => 'push to my devices',
  webhook: ({ preset, url }) => (preset === 'standard' ? hostOf(url) : PRESET_WORDS[preset].label),
};

/** `mail`, `Slack`, `hooks.example.com` */
export function channelWords(channel: ChannelView): string {
  // the entry of the table fits the type that it is looked up by; TypeScript can't say so
  return (WORDS[channel.type] as (channel: ChannelView) => string)(channel);
}

/** What distinguishes a channel from others that are called the same. `email`: the person's */
export function channelDetail(channel: ChannelView, email: string): string {
  if (channel.type === 'email') return email;
  if (channel.type === 'push') return 'Browsers that you have chosen in Settings';
  return channel.chatId ?? channel.url;
}

/** `mail and Slack` */
export function channelsWords(channels: readonly ChannelView[]): string {
  const names = channels.map(channelWords);
  const last = names.at(-1);
  if (last === undefined) return 'nothing';
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** What stays the same of a channel, to distinguish it from others. */
export function channelKeyOf(channel: ChannelView): string {
  return JSON.stringify(channel);
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
