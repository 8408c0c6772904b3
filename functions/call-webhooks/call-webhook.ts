import { NoSuchDeliveryError } from '../../adapters/dynamodb/messages/delivery-log.ts';
import type { CallTarget } from '../../adapters/dynamodb/messages/waiting-calls.ts';
import { sendToWebhook } from '../../adapters/http/send-to-webhook.ts';
import { eventOf } from '../../adapters/http/webhook-event.ts';
import { channelTypeOf } from '../../domain/channels/channel.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import { judgeAnswer, paceOf, type WebhookDecision, waitOf } from '../../domain/channels/webhook-retry.ts';
import { type Delivery, isDone } from '../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { deliveryTo, type Message, personOf, sinceHappened, writtenAt } from '../../domain/messages/message.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallOutcome } from './call-outcome.ts';
import { recordDecision } from './record-decision.ts';
import { finishSlowCalls } from './record-speed.ts';

/**
 * Reads the delivery, takes a turn at the receiver, claims it, calls and records the answer. Comes it too early, or twice, it changes
 * nothing.
 * @throws NoSuchDeliveryError, and what the tables throw
 */
export async function callWebhook(target: CallTarget, messageId: string, deps: CallDeps): Promise<CallOutcome> {
  const { person, webhookId } = target;
  const { message, delivery } = await find(messageId, webhookId, deps);
  const job = { messageId, channel: delivery.channel };
  if (isDone(delivery)) return finish({ ...target, message }, deps);
  const now = deps.now();
  const waitMs = waitOf(delivery, now);
  if (waitMs > 0) return { againAt: now + waitMs };
  const webhook = await deps.webhooks.read(person, webhookId);
  if (webhook?.state !== 'active') return closeDelivery(job, webhook, deps);
  if (now < webhook.restsUntil) return 'no-turn';
  const pace = paceOf(webhook, now);
  if (pace && !(await deps.webhooks.takeTurn(person, webhookId, { now, ...pace }))) return 'no-turn';
  const claimed = await claim(job, deps);
  if (!('message' in claimed)) return claimed.outcome;
  const decision = await attempt({ ...claimed, webhook }, deps);
  return recordDecision(job, { message: claimed.message, webhook, decision }, deps);
}

interface Found {
  readonly message: Message;
  readonly delivery: Delivery;
}

async function find(messageId: string, webhookId: string, { deliveryLog }: CallDeps): Promise<Found> {
  const message = await deliveryLog.read(messageId);
  const delivery = message && deliveryTo(webhookId, message);
  if (!delivery) throw new NoSuchDeliveryError(`${messageId}: no delivery to ${webhookId} in the delivery log`);
  return { message, delivery };
}

/** The sender before may have ended right after the delivery was recorded. */
async function finish(
  { person, webhookId, message }: CallTarget & { readonly message: Message },
  deps: CallDeps,
): Promise<CallOutcome> {
  const webhook = await deps.webhooks.read(person, webhookId);
  if (webhook?.state === 'active') await finishSlowCalls({ message, webhook }, deps);
  return 'done';
}

type Claim = Found | { readonly outcome: CallOutcome };

/** The claimed delivery, unless another sender holds the claim, or has finished. */
async function claim(job: DeliveryJob, deps: CallDeps): Promise<Claim> {
  const event = { kind: 'claim', mailId: null, waitMs: 0 } as const;
  const first = await deps.deliveryLog.change(job, { ...event, at: deps.now() });
  // no event of the channel will settle it later, as it does for mails: receivers know a second message by its id
  const ranOut = first.reason === 'claim-ran-out';
  const { message, reason, delivery } = ranOut
    ? await deps.deliveryLog.change(job, { ...event, at: deps.now() })
    : first;
  if (reason === 'claimed') return { message, delivery };
  // by another sender's clock the claim may have ended only a moment ago
  const isLeft = reason === 'held' || reason === 'waits-for-an-event' || reason === 'claim-ran-out';
  return { outcome: isLeft ? againAfterWait(delivery, deps) : 'done' };
}

function againAfterWait(delivery: Delivery, { now }: CallDeps): CallOutcome {
  const at = now();
  return { againAt: at + waitOf(delivery, at) };
}

/** The webhook is off or gone: a message that was not sent is suppressed; one that may have been sent stays uncertain. */
async function closeDelivery(job: DeliveryJob, webhook: Webhook | null, deps: CallDeps): Promise<CallOutcome> {
  const receiver = channelTypeOf(job.channel) === 'push' ? 'device' : 'webhook';
  const detail = webhook
    ? `the ${receiver} is switched off: ${webhook.detail ?? 'by its owner'}`
    : `the ${receiver} is not kept`;
  const { reason, delivery } = await deps.deliveryLog.change(job, { kind: 'switched-off', at: deps.now(), detail });
  return reason === 'held' ? againAfterWait(delivery, deps) : 'done';
}

interface Claimed {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly delivery: Delivery;
}

async function attempt({ message, webhook, delivery }: Claimed, deps: CallDeps): Promise<WebhookDecision> {
  const { publicUrl } = deps;
  const event = eventOf(message, { template: webhook.template, publicUrl });
  const answer = await sendToWebhook({ person: personOf(message), webhook, messageId: message.id, event }, deps);
  const { attempts, deferrals } = delivery;
  const decision = judgeAnswer(answer, { attempts, deferrals, ageMs: deps.now() - writtenAt(message) }, webhook);
  const { kind, detail } = decision;
  const delayMs = sinceHappened(message, deps.now());
  deps.log.info('webhook called', { messageId: message.id, webhook: webhook.id, attempts, kind, detail, delayMs });
  return decision;
}
