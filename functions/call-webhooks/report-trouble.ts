import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import type { WebhookDecision } from '../../domain/channels/webhook-retry.ts';
import { queuedDelivery } from '../../domain/messages/delivery.ts';
import { type Message, personOf } from '../../domain/messages/message.ts';
import { type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';
import { formatChatMessage } from '../../text/chat/format-chat-message.ts';
import type { CallDeps } from './call-deps.ts';

/** A call of a webhook with a message, and what follows from its answer. */
export interface Judged<Decision = WebhookDecision> {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly decision: Decision;
}

/** The notice comes first. It is named by when the webhook was switched on, so that there is one however often this runs. */
export async function disable(judged: Judged, detail: string, deps: CallDeps): Promise<void> {
  const { message, webhook } = judged;
  const content: NoticeContent = { kind: 'channel-disabled', ...troubleOf(judged, detail) };
  await notify(judged, content, { since: webhook.at, deps });
  await deps.webhooks.disable(personOf(message), webhook, { at: deps.now(), detail });
  deps.log.warn('webhook switched off', { webhook: webhook.id, detail });
}

export function troubleOf({ message, webhook, decision }: Judged, detail: string) {
  const { host } = new URL(webhook.url);
  const newAddress = decision.kind === 'refused' ? decision.newAddress : null;
  const undelivered = decision.kind === 'taken' ? null : formatChatMessage(message).title;
  const device = webhook.browser?.label ?? null;
  return { webhookId: webhook.id, host, device, detail, newAddress, undelivered };
}

interface Notifying {
  /** own clock, ms: keeps this trouble apart from a later one */
  readonly since: number;
  readonly deps: CallDeps;
}

export async function notify({ message }: Judged, content: NoticeContent, { since, deps }: Notifying): Promise<void> {
  const person = personOf(message);
  const at = deps.now();
  const id = noticeId(person, noticeName(content, since));
  await deps.outbox.put({ id, person, at, content, deliveries: { [EMAIL_KEY]: queuedDelivery(EMAIL_KEY, at) } });
}
