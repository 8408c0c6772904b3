import type { WebhookAnswer } from '../../domain/channels/presets/preset.ts';
import { endpointError } from '../../domain/channels/push-services.ts';
import { isDevice, type Webhook } from '../../domain/channels/webhook.ts';
import type { WebhookTable } from '../dynamodb/people/webhook-table.ts';
import { type PushSender, pushRequest } from './push-request.ts';
import { signedHeaders } from './sign-request.ts';
import type { WebhookCaller } from './webhook-caller.ts';

export interface SendDeps {
  readonly webhooks: Pick<WebhookTable, 'secretOf'>;
  readonly caller: WebhookCaller;
  readonly push: PushSender;
  /** own clock, ms */
  readonly now: () => number;
}

export interface WebhookMessage {
  readonly person: string;
  readonly webhook: Webhook;
  /** the receiver recognises a second attempt by it */
  readonly messageId: string;
  readonly body: string;
}

/**
 * Signs the body with the person's secret and calls the webhook; encrypts it for a device, and calls its push service. Never throws for
 * what a receiver does.
 */
export async function sendToWebhook(
  { person, webhook, messageId, body }: WebhookMessage,
  { webhooks, caller, push, now }: SendDeps,
): Promise<WebhookAnswer> {
  if (isDevice(webhook)) {
    const error = endpointError(webhook.url);
    if (error !== null) return { kind: 'forbidden', detail: `its address ${error}` };
    return caller.call({ url: webhook.url, ...(await pushRequest({ device: webhook, messageId, body }, push)) }, now());
  }
  const secret = await webhooks.secretOf(person);
  const at = now();
  const headers = signedHeaders({ messageId, body, secret, now: at });
  return caller.call({ url: webhook.url, headers, body }, at);
}
