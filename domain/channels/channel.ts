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

/** The channel's key in the delivery log and in orders: `email`, `webhook:<id>`. */
export function channelKey(channel: Channel): string {
  return channel.type === 'email' ? 'email' : `webhook:${channel.id}`;
}

/**
 * What came of a call, in a word and in plain words.
 * - `sent`: it took the message. `refused`: it takes it neither now nor later.
 * - `moved`: the chat has another id. `limited`: it asks for fewer messages. `unavailable`: it could not be reached or failed.
 */
export const webhookResultSchema = z.object({
  result: z.enum(['sent', 'refused', 'moved', 'limited', 'unavailable']),
  at: z.number().int(),
  detail: z.string(),
});
export type WebhookResult = z.infer<typeof webhookResultSchema>;

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
  lastResult: webhookResultSchema.nullable().default(null),
  /** when it took a message last; 0: never */
  workedAt: z.number().int().default(0),
  /** it has asked for no message until then */
  pausedUntil: z.number().int().default(0),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** One that was never called. */
export function newWebhook(target: Pick<Webhook, 'id' | 'url' | 'preset' | 'chatId'>, at: number): Webhook {
  const untried = { failures: 0, lastResult: null, workedAt: 0, pausedUntil: 0 };
  return { ...target, state: 'active', at, detail: null, ...untried };
}

/** A channel as it is asked for and shown: a webhook by its address. */
export type ChannelView =
  | { readonly type: 'email' }
  | {
      readonly type: 'webhook';
      readonly url: string;
      readonly preset: WebhookPreset;
      readonly chatId: string | null;
    };
