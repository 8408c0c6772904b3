import {
  addSlowCall,
  NOTIFIED_SLOW_CALLS,
  type SlowCalls,
  switchOffReason,
} from '../../domain/channels/webhook-speed.ts';
import { personOf } from '../../domain/messages/message.ts';
import type { CallDeps } from './call-deps.ts';
import { disable, type Judged, notify, troubleOf } from './report-trouble.ts';

/**
 * A call that was slow or without an answer makes its webhook rest, longer each time, and switches it off in the end. A prompt answer
 * ends that. What the answer means is judged apart from it.
 */
export async function recordSpeed(judged: Judged, deps: CallDeps): Promise<void> {
  const { message, webhook, decision } = judged;
  switch (decision.speed) {
    case 'not-called':
      return;
    case 'prompt':
      if (webhook.slowCalls === 0) return;
      // once more before it is forgotten: a sender that failed after it had counted the call may not have finished its notice
      if (webhook.slowCalls >= NOTIFIED_SLOW_CALLS) await notifySlow(judged, webhook, deps);
      return deps.webhooks.endSlowCalls(personOf(message), webhook.id);
    case 'slow':
    case 'missing':
      return recordSlowCall(judged, addSlowCall(webhook, decision.speed, deps.now()), deps);
  }
}

async function recordSlowCall(judged: Judged, slow: SlowCalls, deps: CallDeps): Promise<void> {
  const { message, webhook } = judged;
  const isCounted = await deps.webhooks.countSlowCall(personOf(message), webhook, slow);
  if (!isCounted) return;
  await reportRow(judged, slow, deps);
}

async function reportRow(judged: Judged, slow: SlowCalls, deps: CallDeps): Promise<void> {
  const reason = switchOffReason(slow);
  if (reason !== null) return disable(judged, `${reason}: ${judged.decision.detail}`, deps);
  if (slow.slowCalls >= NOTIFIED_SLOW_CALLS) await notifySlow(judged, slow, deps);
}

/**
 * For a message that the receiver has and that waits all the same: its sender failed after it had counted the call, and the notice of
 * the row may lack its wake-up, or the webhook may still be on. What is complete stays as it is.
 */
export async function finishSlowCalls({ message, webhook }: Omit<Judged, 'decision'>, deps: CallDeps): Promise<void> {
  const detail = webhook.lastResult?.detail ?? 'its answers are slow';
  await reportRow({ message, webhook, decision: { kind: 'taken', detail, speed: 'slow' } }, webhook, deps);
}

/** Named by when the row began, so that there is one notice however many calls follow. */
async function notifySlow(judged: Judged, { slowSince }: Pick<SlowCalls, 'slowSince'>, deps: CallDeps): Promise<void> {
  const { webhook, decision } = judged;
  const detail = decision.speed === 'prompt' ? (webhook.lastResult?.detail ?? decision.detail) : decision.detail;
  await notify(judged, { kind: 'channel-slow', ...troubleOf(judged, detail) }, { since: slowSince, deps });
}
