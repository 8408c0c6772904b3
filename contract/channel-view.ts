import * as z from 'zod';
import { type Channel, type ChannelView, WEBHOOK_PRESETS, type Webhook } from '../domain/channels/channel.ts';

/** A channel as the API shows it: what is shown can be sent back in a change. */
export const channelViewSchema: z.ZodType<ChannelView> = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('email') }),
    z.strictObject({
      type: z.literal('webhook'),
      url: z.string(),
      preset: z.enum(WEBHOOK_PRESETS),
      /** null with every preset but telegram */
      chatId: z.string().nullable(),
    }),
  ])
  .meta({ id: 'Channel' });

/** `webhooks` are the owner's. One that is not kept any more is not shown: nothing is told by it either. */
export function viewChannels(channels: readonly Channel[], webhooks: readonly Webhook[]): ChannelView[] {
  return channels.flatMap((channel): ChannelView[] => {
    if (channel.type === 'email') return [channel];
    const webhook = webhooks.find(({ id }) => id === channel.id);
    if (!webhook) return [];
    const { url, preset, chatId } = webhook;
    return [{ type: 'webhook', url, preset, chatId }];
  });
}
