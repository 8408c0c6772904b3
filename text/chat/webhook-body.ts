import { viewRule } from '../../contract/rule-view.ts';
import { viewTrigger } from '../../contract/trigger-view.ts';
import type { Webhook } from '../../domain/channels/channel.ts';
import type { WebhookEvent } from '../../domain/channels/presets/preset.ts';
import { PRESETS } from '../../domain/channels/presets/presets.ts';
import { isNotice, type Message, messageKey } from '../../domain/messages/message.ts';
import type { Notice } from '../../domain/messages/notice.ts';
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
  const { type, data } = describeContent(notice.content);
  return { type, data: { id, ...data }, words: formatChatMessage(notice) };
}

function describeContent(content: Notice['content']) {
  switch (content.kind) {
    case 'coin-dark':
    case 'coin-halted':
    case 'coin-back': {
      const { since, cause, endedAt, before, rechecked } = content.outage;
      const place = (it: typeof before) => it && { tradeId: it.tradeId, time: iso(it.time) };
      const outage = { since: iso(since), endedAt: endedAt === null ? null : iso(endedAt) };
      const type = content.kind.replace('-', '.');
      const { symbol } = content;
      return { type, data: { symbol, cause, ...outage, before: place(before), rechecked: place(rechecked) } };
    }
    case 'alert-expired': {
      const { symbol, quote, alertId, note, rule } = content;
      const data = { symbol, quote, alertId, note, rule: viewRule(rule), expiresAt: iso(content.expiresAt) };
      return { type: 'alert.expired', data };
    }
    case 'channel-refused':
    case 'channel-disabled': {
      const type = content.kind === 'channel-refused' ? 'channel.refused' : 'channel.disabled';
      return { type, data: { host: content.host, detail: content.detail } };
    }
    case 'alert-paused': {
      const { symbol, quote, alertId, note, rule, because } = content;
      const traded = ({ price, time }: typeof because.first) => ({ price, time: iso(time) });
      const came = { before: traded(because.before), first: traded(because.first) };
      const data = { symbol, quote, alertId, note, rule: viewRule(rule), because: because.kind, ...came };
      return { type: 'alert.paused', data };
    }
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
