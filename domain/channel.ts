import * as z from 'zod';

/** What a webhook's body looks like. `standard`: the trigger as the API shows it, in the envelope of Standard Webhooks. */
export const WEBHOOK_PRESETS = ['standard', 'telegram', 'discord', 'slack'] as const;
export type WebhookPreset = (typeof WEBHOOK_PRESETS)[number];

/** Bounds of what a person may send, and of what is called. */
export const MAX_CHANNELS = 5;
export const MAX_WEBHOOKS = 20;
export const MAX_URL_LENGTH = 512;

/** A channel as an alert keeps it: a webhook is named, so that an alert stays small. */
export const channelSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('email') }),
  z.strictObject({ type: z.literal('webhook'), id: z.string().regex(/^[a-z0-9]+$/) }),
]);
export type Channel = z.infer<typeof channelSchema>;

/** The channel's key in the ledger and in orders: `email`, `webhook:<id>`. */
export function channelKey(channel: Channel): string {
  return channel.type === 'email' ? 'email' : `webhook:${channel.id}`;
}

/**
 * A person's webhook. `active`: it is called. `disabled`: it did not work, `detail` says how; its owner switches it on again.
 * `failures`: deliveries in a row that it refused. Times on our own clock, ms.
 */
export const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  preset: z.enum(WEBHOOK_PRESETS),
  /** Telegram's `chat_id`; null with other presets */
  chatId: z.string().nullable(),
  state: z.enum(['active', 'disabled']),
  at: z.number().int(),
  detail: z.string().nullable(),
  failures: z.number().int().nonnegative(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** A channel as it is asked for and shown: a webhook by its address. */
export type ChannelView =
  | { readonly type: 'email' }
  | {
      readonly type: 'webhook';
      readonly url: string;
      readonly preset: WebhookPreset;
      readonly chatId: string | null;
    };
