import * as z from 'zod';
import { WEBHOOK_PRESETS } from '../domain/channels/presets/presets.ts';
import { shownOptions, shownUrl } from '../domain/channels/shown-webhook.ts';
import {
  type AddressWebhook,
  type WebhookResult,
  webhookResultSchema,
  webhookSchema,
} from '../domain/channels/webhook.ts';
import { templateSchema } from '../domain/channels/webhook-template.ts';

/** The result of a call, with the reason in a sentence. */
export const webhookResultViewSchema = z
  .strictObject({ ...webhookResultSchema.shape, at: z.iso.datetime() })
  .meta({ id: 'WebhookResult' });
type WebhookResultView = z.infer<typeof webhookResultViewSchema>;

const template = templateSchema.shape;

/** A webhook as its owner sees it. `since`: when it got its state, ISO 8601 UTC. */
export const webhookViewSchema = z
  .strictObject({
    id: z.string(),
    version: z.number().int().positive().meta({ description: 'grows with each change of what you set' }),
    label: z.string().nullable().meta({ description: 'what you call it' }),
    url: z.string().meta({ description: 'with •••• in place of a secret in it, and its last characters' }),
    preset: z.enum(WEBHOOK_PRESETS),
    chatId: z.string().nullable(),
    options: webhookSchema.shape.options.unwrap().meta({ description: 'with •••• in place of secrets' }),
    template: z
      .strictObject({
        title: template.title.unwrap(),
        text: template.text.unwrap(),
        body: template.body.unwrap(),
      })
      .nullable()
      .meta({ description: 'your own words; null: ours' }),
    state: webhookSchema.shape.state,
    since: z.iso.datetime(),
    detail: z.string().nullable(),
    lastResult: webhookResultViewSchema.nullable().meta({ description: 'null: never called' }),
  })
  .meta({ id: 'Webhook' });
export type WebhookView = z.infer<typeof webhookViewSchema>;

export function viewWebhook(webhook: AddressWebhook): WebhookView {
  const { id, version, label, preset, chatId, template, state, at, detail, lastResult } = webhook;
  return {
    ...{ id, version, label, url: shownUrl(webhook), preset, chatId, options: shownOptions(webhook), template },
    ...{ state, since: new Date(at).toISOString(), detail },
    lastResult: lastResult && viewWebhookResult(lastResult),
  };
}

export function viewWebhookResult({ result, at, detail }: WebhookResult): WebhookResultView {
  return { result, at: new Date(at).toISOString(), detail };
}
