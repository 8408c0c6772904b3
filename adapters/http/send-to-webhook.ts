import type { WebhookAnswer } from '../../domain/channels/presets/preset.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import type { WebhookTable } from '../dynamodb/people/webhook-table.ts';
import { signedHeaders } from './sign-request.ts';
import type { WebhookCaller } from './webhook-caller.ts';

export interface SendDeps {
  readonly webhooks: Pick<WebhookTable, 'secretOf'>;
  readonly caller: WebhookCaller;
  /** own clock, ms */
  readonly now: () => number;
}

export interface WebhookMessage {
  readonly person: string;
  readonly webhook: Pick<Webhook, 'url'>;
  /** the receiver recognises a second attempt by it */
  readonly messageId: string;
  readonly body: string;
}

/** Signs the body with the person's secret and calls the webhook. Never throws for what a receiver does. */
export async function sendToWebhook(
  { person, webhook, messageId, body }: WebhookMessage,
  { webhooks, caller, now }: SendDeps,
): Promise<WebhookAnswer> {
  const secret = await webhooks.secretOf(person);
  const at = now();
  const headers = signedHeaders({ messageId, body, secret, now: at });
  return caller.call({ url: webhook.url, headers, body }, at);
}
