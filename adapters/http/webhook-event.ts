import { viewTrigger } from '../../contract/trigger-view.ts';
import type { WebhookEvent } from '../../domain/channels/presets/preset.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import type { WebhookTemplate } from '../../domain/channels/webhook-template.ts';
import { isSimulated } from '../../domain/market/feed.ts';
import { isNotice, type Message, messageKey } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
import { formatChatMessage } from '../../text/chat/format-chat-message.ts';
import { describeNotice } from '../../text/notices/notice-texts.ts';
import { fillJson } from '../../text/template/json-template.ts';
import { EXAMPLE_VALUES, type PlaceholderValues, valuesOf, valuesOfNotice } from '../../text/template/placeholders.ts';
import { renderTemplate } from '../../text/template/render-template.ts';

/** A person's own words for a receiver, and where the page is that they lead to. */
export interface OwnWords {
  readonly template: WebhookTemplate | null;
  /** without a slash at its end */
  readonly publicUrl: string;
}

/** What a webhook is sent of a message: the same for every attempt. Notices have our words, but for a JSON of one's own, which is all that is sent. */
export function eventOf(message: Message, own: OwnWords | null = null): WebhookEvent {
  return isNotice(message) ? noticeEvent(message, own) : triggerEvent(message, own);
}

/** What a person sends to try a webhook: in their own words, with the examples of the placeholders. */
export function testEvent({ id, template }: Pick<Webhook, 'id' | 'template'>, at: number): WebhookEvent {
  const ours = { title: 'A test from Pricebell', lines: ['Your alerts can be sent here.'], at };
  const words = renderTemplate(template, EXAMPLE_VALUES, ours);
  const title = template?.title ? `Test: ${words.title}` : words.title;
  const json = jsonOf(template, EXAMPLE_VALUES);
  return {
    type: 'webhook.test',
    data: { webhookId: id },
    chat: { ...words, title, at },
    isUrgent: true,
    link: null,
    json,
  };
}

/** The trigger as the API shows it, without its deliveries by other channels: they are not the receiver's business. */
function triggerEvent(trigger: Exclude<Message, Notice>, own: OwnWords | null): WebhookEvent {
  const { deliveries: _deliveries, ...data } = viewTrigger(trigger);
  const ours = formatChatMessage(trigger);
  const link = own && proofOf(trigger.id, own);
  const event = { type: 'trigger.fired', data, isUrgent: true, link };
  if (!own?.template) return { ...event, chat: ours, json: null };
  const values = valuesOf({ fire: data, link: proofOf(trigger.id, own) });
  const chat = { ...renderTemplate(own.template, values, ours), at: ours.at };
  // nobody may take a price of the simulator for one of the market
  const title = isSimulated(trigger.feed) && own.template.title ? `[simulator] ${chat.title}` : chat.title;
  return { ...event, chat: { ...chat, title }, json: jsonOf(own.template, values) };
}

function noticeEvent(notice: Notice, own: OwnWords | null): WebhookEvent {
  // the full id names the person, whom a receiver need not know
  const id = messageKey(notice.id)?.position ?? notice.id;
  const { type, data } = describeNotice(notice.content).event();
  const chat = formatChatMessage(notice);
  const json = own && jsonOf(own.template, valuesOfNotice({ ...data, id }, chat, own.publicUrl));
  return { type, data: { id, ...data }, chat, isUrgent: false, link: null, json };
}

function proofOf(triggerId: string, { publicUrl }: OwnWords): string {
  return `${publicUrl}/fired/${encodeURIComponent(triggerId)}`;
}

/** What was checked when it was stored is JSON. */
function jsonOf(template: WebhookTemplate | null, values: PlaceholderValues): object | null {
  return template?.body ? fillJson(template.body, values) : null;
}
