import type { Webhook } from '../../domain/channels/channel.ts';
import { MAX_REFUSALS, paceOf, resultOf, type WebhookDecision } from '../../domain/channels/webhook-retry.ts';
import { queuedDelivery } from '../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { type Message, personOf } from '../../domain/messages/message.ts';
import type { DeliveryEvent } from '../../domain/messages/next-delivery.ts';
import { type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';
import { formatChatMessage } from '../../text/chat/format-chat-message.ts';
import type { CallDeps } from './call-deps.ts';

/** By how much a pause is drawn out at most, so that what failed together does not come together again. */
const MAX_JITTER = 0.2;

interface Judged<Decision = WebhookDecision> {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly decision: Decision;
}

type DecisionOf<Kind extends WebhookDecision['kind']> = Extract<WebhookDecision, { kind: Kind }>;

/** What follows for the webhook comes before the record: a sender that ends in between finds all of it to do again. */
export async function recordDecision(order: DeliveryJob, judged: Judged, deps: CallDeps): Promise<void> {
  const { decision } = judged;
  switch (decision.kind) {
    case 'taken':
      await change(order, decision, 'taken', deps);
      await recordResult(judged, 'reset', deps);
      return;
    case 'refused':
      await reportRefusal({ ...judged, decision }, deps);
      return change(order, decision, 'refused', deps);
    case 'limited':
      return defer(order, { ...judged, decision }, deps);
    case 'moved':
      await deps.webhooks.moveChat(personOf(judged.message), judged.webhook, decision.chatId);
      return tryAgain(order, { ...judged, decision }, 'not-now', deps);
    case 'again':
      return tryAgain(order, { ...judged, decision }, decision.mayHaveIt ? 'no-answer' : 'not-now', deps);
  }
}

type AnswerKind = Exclude<DeliveryEvent['kind'], 'claim' | 'switched-off' | 'reported'>;

async function change(
  order: DeliveryJob,
  { detail }: WebhookDecision,
  kind: AnswerKind,
  { deliveryLog, now }: CallDeps,
): Promise<void> {
  await deliveryLog.change(order, { kind, at: now(), detail });
}

function recordResult(
  { message, webhook, decision }: Judged,
  count: Parameters<CallDeps['webhooks']['recordResult']>[3],
  { webhooks, now }: CallDeps,
): Promise<number> {
  return webhooks.recordResult(personOf(message), webhook.id, resultOf(decision, now()), count);
}

async function tryAgain(
  order: DeliveryJob,
  judged: Judged<DecisionOf<'again' | 'moved'>>,
  kind: AnswerKind,
  deps: CallDeps,
): Promise<void> {
  const { decision } = judged;
  await recordResult(judged, 'keep', deps);
  await change(order, decision, kind, deps);
  await deps.orders.send(order, decision.delayMs * (1 + MAX_JITTER * deps.random()));
}

/** All that is sent to the receiver waits; this order gets the next turn that is free. */
async function defer(order: DeliveryJob, judged: Judged<DecisionOf<'limited'>>, deps: CallDeps): Promise<void> {
  const { message, webhook, decision } = judged;
  const person = personOf(message);
  const now = deps.now();
  const pausedUntil = now + decision.delayMs;
  await deps.webhooks.pause(person, webhook.id, pausedUntil);
  await recordResult(judged, 'keep', deps);
  await change(order, decision, 'deferred', deps);
  const pace = paceOf({ ...webhook, pausedUntil }, now);
  const slotAt = pace ? await deps.webhooks.takeSlot(person, webhook.id, { now, ...pace }) : pausedUntil;
  await deps.orders.send({ ...order, slotAt }, slotAt - now);
}

/** The owner is notified of the first refusal in a row, and when the webhook is switched off. */
async function reportRefusal(judged: Judged<DecisionOf<'refused'>>, deps: CallDeps): Promise<void> {
  const { webhook, decision } = judged;
  const failures = await recordResult(judged, 'add', deps);
  // it was removed meanwhile, and is nobody's any more
  if (failures === 0) return;
  if (decision.isOver) return disable(judged, decision.detail, deps);
  if (failures >= MAX_REFUSALS) return disable(judged, `${failures} refusals in a row: ${decision.detail}`, deps);
  // named by when it last worked: however many alerts follow, there is one
  const since = Math.max(webhook.at, webhook.workedAt);
  await notify(judged, { kind: 'channel-refused', ...troubleOf(judged, decision.detail) }, { since, deps });
}

/** The notice comes first and is named by when the webhook was switched on: however often this happens, there is one. */
async function disable(judged: Judged<DecisionOf<'refused'>>, detail: string, deps: CallDeps): Promise<void> {
  const { message, webhook } = judged;
  const content: NoticeContent = { kind: 'channel-disabled', ...troubleOf(judged, detail) };
  await notify(judged, content, { since: webhook.at, deps });
  await deps.webhooks.disable(personOf(message), webhook, { at: deps.now(), detail });
  deps.log.warn('webhook switched off', { webhook: webhook.id, detail });
}

function troubleOf({ message, webhook, decision: { newAddress } }: Judged<DecisionOf<'refused'>>, detail: string) {
  const { host } = new URL(webhook.url);
  return { webhookId: webhook.id, host, detail, newAddress, undelivered: formatChatMessage(message).title };
}

interface Notifying {
  /** own clock, ms: what parts this trouble from a later one */
  readonly since: number;
  readonly deps: CallDeps;
}

async function notify({ message }: Judged, content: NoticeContent, { since, deps }: Notifying): Promise<void> {
  const person = personOf(message);
  const at = deps.now();
  const id = noticeId(person, noticeName(content, since));
  await deps.outbox.put({ id, person, at, content, deliveries: { email: queuedDelivery('email', at) } });
}
