import { sendToWebhook } from '../../adapters/http/send-to-webhook.ts';
import { writeBody } from '../../adapters/http/webhook-body.ts';
import { readChannelKey } from '../../domain/channels/channel.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import { isWebhook } from '../../domain/channels/webhook-channel.ts';
import { judgeAnswer, paceOf, type WebhookDecision, waitOf } from '../../domain/channels/webhook-retry.ts';
import { type Delivery, isDone } from '../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { isNotice, type Message, personOf } from '../../domain/messages/message.ts';
import type { CallDeps } from './call-deps.ts';
import { recordDecision } from './record-decision.ts';

/** The job names a delivery that is not there, or no webhook. It ends among the dead letters. */
export class BadJobError extends Error {
  override readonly name = 'BadJobError';
}

/**
 * Reads the delivery, waits for its turn at the receiver, claims it, calls and records the answer. What is left to do is
 * queued as a new job before this one ends. A job that comes too early, or twice, is postponed and changes nothing.
 * @throws what the tables and the queue throw: the queue brings the job again
 */
export async function callWebhook({ slotAt, ...job }: DeliveryJob, deps: CallDeps): Promise<void> {
  const { message, delivery } = await find(job, deps);
  if (isDone(delivery)) return;
  const waitMs = waitOf(delivery, deps.now());
  const person = personOf(message);
  if (waitMs > 0) return deps.jobs.send(job, waitMs, person);
  const webhook = await deps.webhooks.read(person, webhookIdOf(job));
  if (webhook?.state !== 'active') return closeDelivery(job, webhook, deps);
  const mayCallAt = await slotOf({ person, webhook, slotAt }, deps);
  const tooEarlyMs = mayCallAt - deps.now();
  if (tooEarlyMs > 0) return deps.jobs.send({ ...job, slotAt: mayCallAt }, tooEarlyMs, person);
  const claimed = await claim(job, deps);
  if (claimed === null) return;
  const decision = await attempt({ message, webhook, delivery: claimed }, deps);
  await recordDecision(job, { message, webhook, decision }, deps);
}

async function find(job: DeliveryJob, { deliveryLog }: CallDeps): Promise<{ message: Message; delivery: Delivery }> {
  webhookIdOf(job);
  const message = await deliveryLog.read(job.messageId);
  const delivery = message?.deliveries[job.channel];
  if (message && delivery) return { message, delivery };
  throw new BadJobError(`${job.messageId}: no delivery by ${job.channel} in the delivery log`);
}

function webhookIdOf({ channel }: DeliveryJob): string {
  const read = readChannelKey(channel);
  if (read && isWebhook(read)) return read.id;
  throw new BadJobError(`${channel} is no webhook`);
}

interface Turn {
  readonly person: string;
  readonly webhook: Webhook;
  /** the turn that the job has. A job without one, or with one from before the receiver asked for a pause, gets another */
  readonly slotAt: number | undefined;
}

/** When the receiver may be called for this job, ms. Limits are the receiver's: all jobs to it wait in one queue. */
async function slotOf({ person, webhook, slotAt }: Turn, { webhooks, now }: CallDeps): Promise<number> {
  if (slotAt !== undefined && slotAt >= webhook.pausedUntil) return slotAt;
  const at = now();
  const pace = paceOf(webhook, at);
  return pace ? webhooks.takeSlot(person, webhook.id, { now: at, ...pace }) : at;
}

/** The claimed delivery; null when there is no attempt to make: another sender holds the claim, or has finished. */
async function claim(job: DeliveryJob, deps: CallDeps): Promise<Delivery | null> {
  const event = { kind: 'claim', mailId: null, waitMs: 0 } as const;
  const first = await deps.deliveryLog.change(job, { ...event, at: deps.now() });
  // no event of the channel will settle it later, as it does for mails: receivers know a second message by its id
  const ranOut = first.reason === 'claim-ran-out';
  const { message, reason, delivery } = ranOut
    ? await deps.deliveryLog.change(job, { ...event, at: deps.now() })
    : first;
  if (reason === 'claimed') return delivery;
  // by another sender's clock the claim may have ended only a moment ago
  const isLeft = reason === 'held' || reason === 'waits-for-an-event' || reason === 'claim-ran-out';
  if (isLeft) await deps.jobs.send(job, waitOf(delivery, deps.now()), personOf(message));
  return null;
}

/** The webhook is off or gone: a message that was not sent is suppressed; one that may have been sent stays uncertain. */
async function closeDelivery(job: DeliveryJob, webhook: Webhook | null, deps: CallDeps): Promise<void> {
  const detail = webhook
    ? `the webhook is switched off: ${webhook.detail ?? 'by its owner'}`
    : 'the webhook is not kept';
  const event = { kind: 'switched-off', at: deps.now(), detail } as const;
  const { message, reason, delivery } = await deps.deliveryLog.change(job, event);
  if (reason === 'held') await deps.jobs.send(job, waitOf(delivery, deps.now()), personOf(message));
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
