import { MAX_REFUSALS, paceOf, resultOf, type WebhookDecision } from '../../domain/channels/webhook-retry.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { personOf } from '../../domain/messages/message.ts';
import type { DeliveryEvent } from '../../domain/messages/next-delivery.ts';
import type { CallDeps } from './call-deps.ts';
import { recordSpeed } from './record-speed.ts';
import { disable, type Judged, notify, troubleOf } from './report-trouble.ts';

/** Pauses are longer by up to this share, so that jobs that failed together do not come together again. */
const MAX_JITTER = 0.2;

type DecisionOf<Kind extends WebhookDecision['kind']> = Extract<WebhookDecision, { kind: Kind }>;

/** Changes the webhook before the delivery: a sender that ends in between finds everything to do again. */
export async function recordDecision(job: DeliveryJob, judged: Judged, deps: CallDeps): Promise<void> {
  const { decision } = judged;
  await recordSpeed(judged, deps);
  switch (decision.kind) {
    case 'taken':
      await change(job, decision, 'taken', deps);
      await recordResult(judged, 'reset', deps);
      return;
    case 'refused':
      await reportRefusal({ ...judged, decision }, deps);
      return change(job, decision, 'refused', deps);
    case 'limited':
      return defer(job, { ...judged, decision }, deps);
    case 'moved':
      await deps.webhooks.moveChat(personOf(judged.message), judged.webhook, decision.chatId);
      return tryAgain(job, { ...judged, decision }, 'not-now', deps);
    case 'again':
      return tryAgain(job, { ...judged, decision }, decision.mayHaveIt ? 'no-answer' : 'not-now', deps);
  }
}

type AnswerKind = Exclude<DeliveryEvent['kind'], 'claim' | 'switched-off' | 'reported'>;

async function change(
  job: DeliveryJob,
  { detail }: WebhookDecision,
  kind: AnswerKind,
  { deliveryLog, now }: CallDeps,
): Promise<void> {
  await deliveryLog.change(job, { kind, at: now(), detail });
}

function recordResult(
  { message, webhook, decision }: Judged,
  count: Parameters<CallDeps['webhooks']['recordResult']>[3],
  { webhooks, now }: CallDeps,
): Promise<number> {
  return webhooks.recordResult(personOf(message), webhook.id, resultOf(decision, now()), count);
}

async function tryAgain(
  job: DeliveryJob,
  judged: Judged<DecisionOf<'again' | 'moved'>>,
  kind: AnswerKind,
  deps: CallDeps,
): Promise<void> {
  const { decision } = judged;
  await recordResult(judged, 'keep', deps);
  await change(job, decision, kind, deps);
  const delayMs = decision.delayMs * (1 + MAX_JITTER * deps.random());
  await deps.jobs.send(job, delayMs, personOf(judged.message));
}

/** Everything that is sent to the receiver waits; this job gets the next free turn. */
async function defer(job: DeliveryJob, judged: Judged<DecisionOf<'limited'>>, deps: CallDeps): Promise<void> {
  const { message, webhook, decision } = judged;
  const person = personOf(message);
  const now = deps.now();
  const pausedUntil = now + decision.delayMs;
  await deps.webhooks.pause(person, webhook.id, pausedUntil);
  await recordResult(judged, 'keep', deps);
  await change(job, decision, 'deferred', deps);
  const pace = paceOf({ ...webhook, pausedUntil }, now);
  const slotAt = pace ? await deps.webhooks.takeSlot(person, webhook.id, { now, ...pace }) : pausedUntil;
  await deps.jobs.send({ ...job, slotAt }, slotAt - now, person);
}

/** The owner is notified of the first refusal in a row, and when the webhook is switched off. */
async function reportRefusal(judged: Judged<DecisionOf<'refused'>>, deps: CallDeps): Promise<void> {
  const { webhook, decision } = judged;
  const failures = await recordResult(judged, 'add', deps);
  // its owner has removed it meanwhile
  if (failures === 0) return;
  if (decision.isOver) return disable(judged, decision.detail, deps);
  if (failures >= MAX_REFUSALS) return disable(judged, `${failures} refusals in a row: ${decision.detail}`, deps);
  // named by when the webhook worked last, so that there is one notice however many refusals follow
  const since = Math.max(webhook.at, webhook.workedAt);
  await notify(judged, { kind: 'channel-refused', ...troubleOf(judged, decision.detail) }, { since, deps });
}
