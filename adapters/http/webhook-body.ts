import { viewTrigger } from '../../contract/trigger-view.ts';
import type { WebhookEvent } from '../../domain/channels/presets/preset.ts';
import { presetOf } from '../../domain/channels/presets/presets.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import { isNotice, type Message, messageKey } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
import { formatChatMessage } from '../../text/chat/format-chat-message.ts';
import { describeNotice } from '../../text/notices/notice-texts.ts';

/** The body of a webhook's request: the same for every attempt. */
export function writeBody(message: Message, webhook: Pick<Webhook, 'preset' | 'chatId'>): string {
  return writeEvent(isNotice(message) ? noticeEvent(message) : triggerEvent(message), webhook);
}

export function writeEvent(event: WebhookEvent, { preset, chatId }: Pick<Webhook, 'preset' | 'chatId'>): string {
  return JSON.stringify(presetOf(preset).write(event, chatId));
}

/** What a person sends to try a webhook. */
export function testEvent({ id }: Pick<Webhook, 'id'>, at: number): WebhookEvent {
  const chat = { title: 'A test from Pricebell', lines: ['Your alerts can be sent here.'], at };
  return { type: 'webhook.test', data: { webhookId: id }, chat };
}

/** The trigger as the API shows it, without its deliveries by other channels: they are not the receiver's business. */
function triggerEvent(trigger: Exclude<Message, Notice>): WebhookEvent {
  const { deliveries: _deliveries, ...data } = viewTrigger(trigger);
  return { type: 'trigger.fired', data, chat: formatChatMessage(trigger) };
}

function noticeEvent(notice: Notice): WebhookEvent {
  // the full id names the person, whom a receiver need not know
  const id = messageKey(notice.id)?.position ?? notice.id;
  const { type, data } = describeNotice(notice.content).event();
  return { type, data: { id, ...data }, chat: formatChatMessage(notice) };
}
