import type { WebhookAnswer, WebhookEvent } from '../../domain/channels/presets/preset.ts';
import { presetOf } from '../../domain/channels/presets/presets.ts';
import { secretsOf } from '../../domain/channels/presets/secrets-of.ts';
import { endpointError } from '../../domain/channels/push-services.ts';
import { isDevice, type Webhook } from '../../domain/channels/webhook.ts';
import type { WebhookTable } from '../dynamodb/people/webhook-table.ts';
import { type PushSender, pushRequest } from './push-request.ts';
import { receiversId, signedHeaders } from './sign-request.ts';
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
  readonly event: WebhookEvent;
}

/**
 * Calls the webhook as its preset wants it, the body signed with the person's secret; encrypts it for a device, and calls its push
 * service. Never throws for what a receiver does.
 */
export async function sendToWebhook(
  { person, webhook, messageId, event }: WebhookMessage,
  { webhooks, caller, push, now }: SendDeps,
): Promise<WebhookAnswer> {
  const { url, chatId, options } = webhook;
  const preset = presetOf(webhook.preset);
  const request = preset.request(event, { url, chatId, options, messageId: receiversId(messageId) });
  const secrets = secretsOf(preset.form, url, options);
  const { body } = request;
  if (isDevice(webhook)) {
    const error = endpointError(webhook.url);
    if (error !== null) return { kind: 'forbidden', detail: `its address ${error}` };
    const encrypted = await pushRequest({ device: webhook, messageId, body }, push);
    return caller.call({ ...request, ...encrypted, secrets }, now());
  }
  const secret = await webhooks.secretOf(person);
  const at = now();
  const headers = { ...signedHeaders({ messageId, body, secret, now: at }), ...request.headers };
  return caller.call({ ...request, headers, secrets }, at);
}
