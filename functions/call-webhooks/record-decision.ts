import { MAX_REFUSALS, resultOf, type WebhookDecision } from '../../domain/channels/webhook-retry.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { personOf } from '../../domain/messages/message.ts';
import type { DeliveryEvent } from '../../domain/messages/next-delivery.ts';
import type { CallDeps } from './call-deps.ts';
import type { CallOutcome } from './call-outcome.ts';
import { recordSpeed } from './record-speed.ts';
import { disable, type Judged, notify, troubleOf } from './report-trouble.ts';

type DecisionOf<Kind extends WebhookDecision['kind']> = Extract<WebhookDecision, { kind: Kind }>;

/**
 * Changes the webhook before the delivery: a sender that ends in between finds everything to do again. A message that was taken is
 * the exception, since that would send it again: it waits until its row of slow calls is reported (`finishSlowCalls`).
 */
export async function recordDecision(job: DeliveryJob, judged: Judged, deps: CallDeps): Promise<CallOutcome> {
  const { decision } = judged;
  if (decision.kind === 'taken') await change(job, decision, 'taken', deps);
  await recordSpeed(judged, deps);
  switch (decision.kind) {
    case 'taken':
      await recordResult(judged, 'reset', deps);
      return 'done';
    case 'refused':
      await reportRefusal({ ...judged, decision }, deps);
      await change(job, decision, 'refused', deps);
      return 'done';
    case 'gone':
      await deps.webhooks.forget(personOf(judged.message), judged.webhook);
      await change(job, decision, 'refused', deps);
      deps.log.info('device forgotten', { webhook: judged.webhook.id, detail: decision.detail });
      return 'done';
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
): Promise<CallOutcome> {
  const { decision } = judged;
  await recordResult(judged, 'keep', deps);
  await change(job, decision, kind, deps);
  return { againAt: deps.now() + decision.delayMs };
}

/** Everything that is sent to the receiver waits, this message too. */
async function defer(job: DeliveryJob, judged: Judged<DecisionOf<'limited'>>, deps: CallDeps): Promise<CallOutcome> {
  const { message, webhook, decision } = judged;
  await deps.webhooks.pause(personOf(message), webhook.id, deps.now() + decision.delayMs);
  await recordResult(judged, 'keep', deps);
  await change(job, decision, 'deferred', deps);
  return 'no-turn';
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
