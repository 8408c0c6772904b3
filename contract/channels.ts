import * as z from 'zod';
import { CHANNEL_TYPES, type Channel, kindOf, MAX_CHANNELS, schemasOf } from '../domain/channels/channel.ts';
import type { AddressWebhook } from '../domain/channels/webhook.ts';

/** Types that the API knows but can't send to yet: they get an answer of their own. */
const PLANNED_TYPES: readonly string[] = ['live'];

/** A channel as it is asked for. Whether a literal address in it is public is checked by the API, which can read addresses. */
const requestSchema = z.discriminatedUnion('type', schemasOf('requestSchema'), {
  error: ({ code, input }) => (code === 'invalid_union' ? typeError(input) : undefined),
});
export type AskedChannel = z.infer<typeof requestSchema>;

function typeError(input: unknown): string {
  const type = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined;
  if (type === undefined) return 'is required';
  if (typeof type === 'string' && PLANNED_TYPES.includes(type)) return `${type} is not available yet`;
  return `must be one of: ${CHANNEL_TYPES.join(', ')}`;
}

/** The channels of an alert, as they are asked for. */
export const channelsField = z
  .array(requestSchema)
  .min(1, 'must name at least one channel')
  .max(MAX_CHANNELS, `must name at most ${MAX_CHANNELS} channels`)
  .refine(
    (channels) => new Set(channels.map((it) => JSON.stringify(it))).size === channels.length,
    'names a channel twice',
  );

/** A channel as the API shows it: what is shown can be sent back in a change. */
export const channelViewSchema = z.discriminatedUnion('type', schemasOf('viewSchema')).meta({ id: 'Channel' });
export type ChannelView = z.infer<typeof channelViewSchema>;

/** `webhooks` are the owner's. A channel that is not kept any more is not shown: nothing is sent to it either. */
export function viewChannels(channels: readonly Channel[], webhooks: readonly AddressWebhook[]): ChannelView[] {
  return channels.flatMap((channel) => kindOf(channel.type).view(channel, webhooks) ?? []);
}
