import { createHash } from 'node:crypto';
import { encryptNotification, vapidHeaders } from '@block65/webcrypto-web-push';
import type { Device } from '../../domain/channels/webhook.ts';
import { GIVE_UP_AFTER_MS } from '../../domain/channels/webhook-pauses.ts';
import type { PushKey } from '../dynamodb/people/push-key.ts';

/** A topic has at most 32 characters of base64url (RFC 8030). */
const TOPIC_CHARACTERS = 32;

export interface PushSender {
  readonly key: Pick<PushKey, 'read'>;
  /** whom a push service may write to: `mailto:…` */
  readonly contact: string;
}

export interface PushMessage {
  readonly device: Pick<Device, 'url' | 'browser'>;
  /** what is sent under the same id takes the place of what the push service still holds of it */
  readonly messageId: string;
  readonly body: string;
}

/** The request of a push: encrypted for the browser alone (RFC 8291), signed with our key (RFC 8292). */
export async function pushRequest({ device, messageId, body }: PushMessage, { key, contact }: PushSender) {
  const pair = await key.read();
  if (!pair) throw new Error('a device is registered, and the key of pushes is not there');
  const { p256dh, auth } = device.browser;
  const subscription = { endpoint: device.url, expirationTime: null, keys: { p256dh, auth } };
  const { headers } = await vapidHeaders(subscription, { subject: contact, ...pair });
  return {
    headers: {
      ...headers,
      'content-type': 'application/octet-stream',
      'content-encoding': 'aes128gcm',
      'user-agent': 'Pricebell',
      'accept-encoding': 'identity',
      ttl: String(GIVE_UP_AFTER_MS / 1_000),
      urgency: 'high',
      topic: createHash('sha256').update(messageId).digest('base64url').slice(0, TOPIC_CHARACTERS),
    },
    body: await encryptNotification(subscription, new TextEncoder().encode(body)),
  };
}
