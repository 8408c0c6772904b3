import { viewTrigger } from '../../contract/trigger-view.ts';
import type { Webhook } from '../../domain/channels/channel.ts';
import type { WebhookEvent } from '../../domain/channels/presets/preset.ts';
import { PRESETS } from '../../domain/channels/presets/presets.ts';
import { isNotice, type Message, messageKey } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
import { describeNotice } from '../notices/notice-texts.ts';
import { formatChatMessage } from './format-chat-message.ts';

/** The body of a webhook's request: the same for every attempt. */
export function writeBody(message: Message, webhook: Pick<Webhook, 'preset' | 'chatId'>): string {
  return writeEvent(isNotice(message) ? noticeEvent(message) : triggerEvent(message), webhook);
}

export function writeEvent(event: WebhookEvent, { preset, chatId }: Pick<Webhook, 'preset' | 'chatId'>): string {
  return JSON.stringify(PRESETS[preset].write(event, chatId));
}

/** By which a person tries a webhook. */
export function testEvent({ id }: Pick<Webhook, 'id'>, at: number): WebhookEvent {
  const words = { title: 'A test from Pricebell', lines: ['Your alerts can be sent here.'], at };
  return { type: 'webhook.test', data: { webhookId: id }, words };
}

/** The trigger as the API shows it. What became of it by each channel is not the receiver's business. */
function triggerEvent(trigger: Exclude<Message, Notice>): WebhookEvent {
  const { deliveries: _deliveries, ...data } = viewTrigger(trigger);
  return { type: 'trigger.fired', data, words: formatChatMessage(trigger) };
}

function noticeEvent(notice: Notice): WebhookEvent {
  // the whole id names the person, whom a receiver need not know
  const id = messageKey(notice.id)?.position ?? notice.id;
  const { type, data } = describeNotice(notice.content).event();
  return { type, data: { id, ...data }, words: formatChatMessage(notice) };
}
