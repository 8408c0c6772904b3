import { webhookIdOf } from '../channels/channel.ts';
import type { Delivery } from './delivery.ts';
import { isNoticeId, type Notice } from './notice.ts';
import { firedAt, sinceFire, type Trigger } from './trigger.ts';

/** What a person is notified of. */
export type Message = Trigger | Notice;

export function isNotice(message: Message): message is Notice {
  return isNoticeId(message.id);
}

/** The person it is for, as `issuer#subject`. */
export function personOf(message: Message): string {
  return isNotice(message) ? message.person : message.owner;
}

/** The message's delivery to the webhook, or the device, of this id. */
export function deliveryTo(webhookId: string, { deliveries }: Message): Delivery | null {
  return Object.values(deliveries).find(({ channel }) => webhookIdOf(channel) === webhookId) ?? null;
}

const MESSAGE_ID = /^(.+)@([^@]+)$/;

/** The key of a message's row in table `triggers`; a trigger's is its alert and firing position. Null when `text` is no id. */
export function messageKey(text: string): { alertId: string; position: string } | null {
  const match = MESSAGE_ID.exec(text);
  return match?.[1] && match[2] ? { alertId: match[1], position: match[2] } : null;
}

/** ms; of a trigger on the exchange's clock, of a notice on our own. Close enough to sort them together. */
export function happenedAt(message: Message): number {
  return isNotice(message) ? message.at : firedAt(message);
}

/** ms from what happened to `now` (own clock), measured on one clock */
export function sinceHappened(message: Message, now: number): number {
  return isNotice(message) ? now - message.at : sinceFire(message, now);
}

/** When the message was made; own clock, ms. */
export function writtenAt(message: Message): number {
  return isNotice(message) ? message.at : message.dispatchedAt;
}
