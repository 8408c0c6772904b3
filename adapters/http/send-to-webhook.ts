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

export interface Sending {
  readonly person: string;
  readonly webhook: Pick<Webhook, 'url'>;
  /** by which the receiver knows a second attempt */
  readonly messageId: string;
  readonly body: string;
}

/** Signs the body with the person's secret and calls the webhook. Throws for nothing that a receiver does. */
export async function sendToWebhook(
  { person, webhook, messageId, body }: Sending,
  { webhooks, caller, now }: SendDeps,
): Promise<WebhookAnswer> {
  const secret = await webhooks.secretOf(person);
  const at = now();
  const headers = signedHeaders({ messageId, body, secret, now: at });
  return caller.call({ url: webhook.url, headers, body }, at);
}
