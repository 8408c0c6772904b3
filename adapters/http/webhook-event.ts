import { viewTrigger } from '../../contract/trigger-view.ts';
import type { WebhookEvent } from '../../domain/channels/presets/preset.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import { isNotice, type Message, messageKey } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
import { formatChatMessage } from '../../text/chat/format-chat-message.ts';
import { describeNotice } from '../../text/notices/notice-texts.ts';

/** What a webhook is sent of a message: the same for every attempt. */
export function eventOf(message: Message): WebhookEvent {
  return isNotice(message) ? noticeEvent(message) : triggerEvent(message);
}

/** What a person sends to try a webhook. */
export function testEvent({ id }: Pick<Webhook, 'id'>, at: number): WebhookEvent {
  const chat = { title: 'A test from Pricebell', lines: ['Your alerts can be sent here.'], at };
  return { type: 'webhook.test', data: { webhookId: id }, chat, isUrgent: true, json: null };
}

/** The trigger as the API shows it, without its deliveries by other channels: they are not the receiver's business. */
function triggerEvent(trigger: Exclude<Message, Notice>): WebhookEvent {
  const { deliveries: _deliveries, ...data } = viewTrigger(trigger);
  return { type: 'trigger.fired', data, chat: formatChatMessage(trigger), isUrgent: true, json: null };
}

function noticeEvent(notice: Notice): WebhookEvent {
  // the full id names the person, whom a receiver need not know
  const id = messageKey(notice.id)?.position ?? notice.id;
  const { type, data } = describeNotice(notice.content).event();
  return { type, data: { id, ...data }, chat: formatChatMessage(notice), isUrgent: false, json: null };
}
