import { sendToWebhook } from '../../adapters/http/send-to-webhook.ts';
import type { Webhook } from '../../domain/channels/channel.ts';
import { judgeAnswer, paceOf, type WebhookDecision, waitOf } from '../../domain/channels/webhook-retry.ts';
import { type Delivery, isDone } from '../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { isNotice, type Message, personOf } from '../../domain/messages/message.ts';
import { writeBody } from '../../text/chat/webhook-body.ts';
import type { CallDeps } from './call-deps.ts';
import { recordDecision } from './record-decision.ts';

/** The order names what is not there, or no webhook: it is kept among the dead letters. */
export class BadJobError extends Error {
  override readonly name = 'BadOrder';
}

/**
 * Looks at the delivery log, waits for the turn at the receiver, claims, calls, records. Whatever is left to do is ordered anew
 * before this order ends; an order that comes too early, or twice, is put off and changes nothing.
 * @throws what the tables and the queue throw: the queue brings the order again
 */
export async function callWebhook({ slotAt, ...order }: DeliveryJob, deps: CallDeps): Promise<void> {
  const { message, delivery } = await find(order, deps);
  if (isDone(delivery)) return;
  const waitMs = waitOf(delivery, deps.now());
  if (waitMs > 0) return deps.orders.send(order, waitMs);
  const webhook = await deps.webhooks.read(personOf(message), webhookIdOf(order));
  if (webhook?.state !== 'active') return switchOff(order, webhook, deps);
  const mayCallAt = await slotOf({ person: personOf(message), webhook, slotAt }, deps);
  const tooEarlyMs = mayCallAt - deps.now();
  if (tooEarlyMs > 0) return deps.orders.send({ ...order, slotAt: mayCallAt }, tooEarlyMs);
  const claimed = await claim(order, deps);
  if (claimed === null) return;
  const decision = await attempt({ message, webhook, delivery: claimed }, deps);
  await recordDecision(order, { message, webhook, decision }, deps);
}

async function find(order: DeliveryJob, { deliveryLog }: CallDeps): Promise<{ message: Message; delivery: Delivery }> {
  webhookIdOf(order);
  const message = await deliveryLog.read(order.messageId);
  const delivery = message?.deliveries[order.channel];
  if (message && delivery) return { message, delivery };
  throw new BadJobError(`${order.messageId}: no delivery by ${order.channel} in the delivery log`);
}

function webhookIdOf({ channel }: DeliveryJob): string {
  const [type, id] = channel.split(':');
  if (type === 'webhook' && id) return id;
  throw new BadJobError(`${channel} is no webhook`);
}

interface Turn {
  readonly person: string;
  readonly webhook: Webhook;
  /** the turn that the order has; none, or one from before the receiver asked for a pause, gets another */
  readonly slotAt: number | undefined;
}

/** When the receiver may be called for this order, ms. Limits are the receiver's: all that is sent there waits in one line. */
async function slotOf({ person, webhook, slotAt }: Turn, { webhooks, now }: CallDeps): Promise<number> {
  if (slotAt !== undefined && slotAt >= webhook.pausedUntil) return slotAt;
  const at = now();
  const pace = paceOf(webhook, at);
  return pace ? webhooks.takeSlot(person, webhook.id, { now: at, ...pace }) : at;
}

/** The delivery as it was claimed; null when there is no attempt to make: another sender holds the claim, or has done it. */
async function claim(order: DeliveryJob, deps: CallDeps): Promise<Delivery | null> {
  const event = { kind: 'claim', mailId: null, waitMs: 0 } as const;
  const first = await deps.deliveryLog.change(order, { ...event, at: deps.now() });
  // a webhook reports nothing later that could be waited for: receivers know a second one by its id
  const ranOut = first.reason === 'claim-ran-out';
  const { reason, delivery } = ranOut ? await deps.deliveryLog.change(order, { ...event, at: deps.now() }) : first;
  if (reason === 'claimed') return delivery;
  // by another clock it may have become uncertain only in a moment
  const isLeft = reason === 'held' || reason === 'waits-for-an-event' || reason === 'claim-ran-out';
  if (isLeft) await deps.orders.send(order, waitOf(delivery, deps.now()));
  return null;
}

/** What was not told is suppressed; what may have been told stays uncertain. */
async function switchOff(order: DeliveryJob, webhook: Webhook | null, deps: CallDeps): Promise<void> {
  const detail = webhook
    ? `the webhook is switched off: ${webhook.detail ?? 'by its owner'}`
    : 'the webhook is not kept';
  const { reason, delivery } = await deps.deliveryLog.change(order, { kind: 'switched-off', at: deps.now(), detail });
  if (reason === 'held') await deps.orders.send(order, waitOf(delivery, deps.now()));
}

interface Claimed {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly delivery: Delivery;
}

async function attempt({ message, webhook, delivery }: Claimed, deps: CallDeps): Promise<WebhookDecision> {
  const body = writeBody(message, webhook);
  const answer = await sendToWebhook({ person: personOf(message), webhook, messageId: message.id, body }, deps);
  const { attempts, deferrals } = delivery;
  const decision = judgeAnswer(answer, { attempts, deferrals, ageMs: deps.now() - writtenAt(message) }, webhook);
  const { kind, detail } = decision;
  deps.log.info('webhook called', { messageId: message.id, webhook: webhook.id, attempts, kind, detail });
  return decision;
}

/** Own clock, ms. */
function writtenAt(message: Message): number {
  return isNotice(message) ? message.at : message.dispatchedAt;
}
