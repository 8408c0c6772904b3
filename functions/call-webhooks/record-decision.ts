import type { Webhook } from '../../domain/channels/channel.ts';
import { MAX_REFUSALS, paceOf, resultOf, type WebhookDecision } from '../../domain/channels/webhook-retry.ts';
import { type DeliveryEvent, type DeliveryOrder, queuedDelivery } from '../../domain/messages/delivery.ts';
import { type Message, readerOf } from '../../domain/messages/message.ts';
import { type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';
import { wordForChat } from '../../text/chat/format-chat-message.ts';
import type { CallNeeds } from './call-deps.ts';

/** By how much a pause is drawn out at most, so that what failed together does not come together again. */
const MAX_JITTER = 0.2;

interface Judged<Decision = WebhookDecision> {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly decision: Decision;
}

type DecisionOf<Kind extends WebhookDecision['kind']> = Extract<WebhookDecision, { kind: Kind }>;

/** What follows for the webhook comes before the record: a sender that ends in between finds all of it to do again. */
export async function recordDecision(order: DeliveryOrder, judged: Judged, needs: CallNeeds): Promise<void> {
  const { decision } = judged;
  switch (decision.kind) {
    case 'taken':
      await change(order, decision, 'taken', needs);
      await recordResult(judged, 'reset', needs);
      return;
    case 'refused':
      await reportRefusal({ ...judged, decision }, needs);
      return change(order, decision, 'refused', needs);
    case 'limited':
      return defer(order, { ...judged, decision }, needs);
    case 'moved':
      await needs.webhooks.moveChat(readerOf(judged.message), judged.webhook, decision.chatId);
      return tryAgain(order, { ...judged, decision }, 'not-now', needs);
    case 'again':
      return tryAgain(order, { ...judged, decision }, decision.mayHaveIt ? 'no-answer' : 'not-now', needs);
  }
}

type AnswerKind = Exclude<DeliveryEvent['kind'], 'claim' | 'switched-off' | 'reported'>;

async function change(
  order: DeliveryOrder,
  { detail }: WebhookDecision,
  kind: AnswerKind,
  { ledger, now }: CallNeeds,
): Promise<void> {
  await ledger.change(order, { kind, at: now(), detail });
}

function recordResult(
  { message, webhook, decision }: Judged,
  count: Parameters<CallNeeds['webhooks']['recordResult']>[3],
  { webhooks, now }: CallNeeds,
): Promise<number> {
  return webhooks.recordResult(readerOf(message), webhook.id, resultOf(decision, now()), count);
}

async function tryAgain(
  order: DeliveryOrder,
  judged: Judged<DecisionOf<'again' | 'moved'>>,
  kind: AnswerKind,
  needs: CallNeeds,
): Promise<void> {
  const { decision } = judged;
  await recordResult(judged, 'keep', needs);
  await change(order, decision, kind, needs);
  await needs.orders.send(order, decision.delayMs * (1 + MAX_JITTER * needs.random()));
}

/** All that is sent to the receiver waits; this order gets the next turn that is free. */
async function defer(order: DeliveryOrder, judged: Judged<DecisionOf<'limited'>>, needs: CallNeeds): Promise<void> {
  const { message, webhook, decision } = judged;
  const person = readerOf(message);
  const now = needs.now();
  const pausedUntil = now + decision.delayMs;
  await needs.webhooks.pause(person, webhook.id, pausedUntil);
  await recordResult(judged, 'keep', needs);
  await change(order, decision, 'deferred', needs);
  const pace = paceOf({ ...webhook, pausedUntil }, now);
  const slotAt = pace ? await needs.webhooks.takeSlot(person, webhook.id, { now, ...pace }) : pausedUntil;
  await needs.orders.send({ ...order, slotAt }, slotAt - now);
}

/** The owner is notified of the first refusal in a row, and when the webhook is switched off. */
async function reportRefusal(judged: Judged<DecisionOf<'refused'>>, needs: CallNeeds): Promise<void> {
  const { webhook, decision } = judged;
  const failures = await recordResult(judged, 'add', needs);
  // it was removed meanwhile, and is nobody's any more
  if (failures === 0) return;
  if (decision.isOver) return disable(judged, decision.detail, needs);
  if (failures >= MAX_REFUSALS) return disable(judged, `${failures} refusals in a row: ${decision.detail}`, needs);
  // named by when it last worked: however many alerts follow, there is one
  const since = Math.max(webhook.at, webhook.workedAt);
  await notify(judged, { kind: 'channel-refused', ...troubleOf(judged, decision.detail) }, { since, needs });
}

/** The notice comes first and is named by when the webhook was switched on: however often this happens, there is one. */
async function disable(judged: Judged<DecisionOf<'refused'>>, detail: string, needs: CallNeeds): Promise<void> {
  const { message, webhook } = judged;
  const content: NoticeContent = { kind: 'channel-disabled', ...troubleOf(judged, detail) };
  await notify(judged, content, { since: webhook.at, needs });
  await needs.webhooks.disable(readerOf(message), webhook, { at: needs.now(), detail });
  needs.log.warn('webhook switched off', { webhook: webhook.id, detail });
}

function troubleOf({ message, webhook, decision: { newAddress } }: Judged<DecisionOf<'refused'>>, detail: string) {
  const { host } = new URL(webhook.url);
  return { webhookId: webhook.id, host, detail, newAddress, undelivered: wordForChat(message).title };
}

interface Notifying {
  /** own clock, ms: what parts this trouble from a later one */
  readonly since: number;
  readonly needs: CallNeeds;
}

async function notify({ message }: Judged, content: NoticeContent, { since, needs }: Notifying): Promise<void> {
  const person = readerOf(message);
  const at = needs.now();
  const id = noticeId(person, noticeName(content, since));
  await needs.outbox.put({ id, person, at, content, deliveries: { email: queuedDelivery('email', at) } });
}
