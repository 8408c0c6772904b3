import * as z from 'zod';
import { MAX_LABEL_LENGTH } from '../domain/channels/webhook.ts';
import { webhookFields } from '../domain/channels/webhook-channel.ts';

const { url, preset, chatId, options, template } = webhookFields;

const label = z
  .string({ error: 'must be a text, or null' })
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_LABEL_LENGTH, `must be at most ${MAX_LABEL_LENGTH} characters long`)
  .refine((text) => !/\p{Cc}/u.test(text), 'must have no control characters')
  .nullish()
  .meta({ description: 'what you call it; null: nothing of your own' });

/** Body of `POST /api/me/webhooks`. */
export const addWebhookSchema = z
  .strictObject({ url, preset, chatId, options, template, label })
  .meta({ id: 'AddWebhook' });
export type AddWebhook = z.infer<typeof addWebhookSchema>;

/** Body of `PATCH /api/me/webhooks/{id}`: what is left out stays as it is. */
export const patchWebhookSchema = z
  .strictObject({
    url: url.optional(),
    chatId: chatId.unwrap().unwrap().optional(),
    options,
    template,
    label,
    state: z.enum(['active', 'disabled'], { error: 'must be "active" or "disabled"' }).optional(),
  })
  .meta({ id: 'PatchWebhook' });
export type PatchWebhook = z.infer<typeof patchWebhookSchema>;
