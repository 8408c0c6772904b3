import type { WebhookAnswer } from './presets/preset.ts';
import type { Webhook } from './webhook.ts';
import { pauseAfter } from './webhook-pauses.ts';

/**
 * An answer that takes longer is slow, and so is one whose body is still coming when the caller stops reading. Chat platforms answer
 * within half a second, rarely within one.
 */
export const SLOW_AFTER_MS = 2_000;
/** So many without a prompt one between them switch the webhook off. With the rests that takes more than an hour. */
const MAX_SLOW_ANSWERS = 10;
/**
 * So many without an answer do, too. With the rests they take a little more than 24 hours, as long as a delivery is tried for: when
 * one message waits, it gives up first; when many do, each is tried seldom, and gives up much later.
 */
const MAX_MISSING_CALLS = 102;
/** After so many its owner is notified: from then on, the rests have their full length. */
export const NOTIFIED_SLOW_CALLS = 5;

/**
 * How a call went, whatever its answer means. `prompt`: answered in time. `slow`: answered, but late or without end. `missing`: no
 * answer. `not-called`: its address must not be called, or we could not find it out.
 */
export type Speed = 'prompt' | 'slow' | 'missing' | 'not-called';

export function speedOf(answer: WebhookAnswer): Speed {
  switch (answer.kind) {
    case 'answered':
      return slownessOf(answer) === null ? 'prompt' : 'slow';
    case 'no-answer':
    case 'not-reached':
      return 'missing';
    case 'forbidden':
    case 'not-looked-up':
      return 'not-called';
  }
}

/** In plain words; null when the answer was prompt. */
export function slownessOf({
  tookMs,
  isCutOff,
}: {
  readonly tookMs: number;
  readonly isCutOff: boolean;
}): string | null {
  if (isCutOff) return 'its answer did not end in time';
  return tookMs > SLOW_AFTER_MS ? `its answer took ${(tookMs / 1_000).toFixed(1)} s` : null;
}

/** The calls in a row that were slow or without an answer. Times on our own clock, ms. */
export type SlowCalls = Pick<Webhook, 'slowCalls' | 'slowSince' | 'slowAnswers' | 'restsUntil'>;

/** One more, which ended at `now`. Each may hold up a sender for seconds, so what waits for the webhook does not cost one each. */
export function addSlowCall(before: SlowCalls, speed: 'slow' | 'missing', now: number): SlowCalls {
  const slowCalls = before.slowCalls + 1;
  return {
    slowCalls,
    slowSince: before.slowCalls === 0 ? now : before.slowSince,
    slowAnswers: before.slowAnswers + (speed === 'slow' ? 1 : 0),
    restsUntil: now + pauseAfter(slowCalls),
  };
}

/**
 * Why the webhook is switched off; null: it is not. A receiver that answers slowly has its messages, so no delivery ever gives up, and
 * a count must end it. One that is down may come back by itself, and has a day. The calls are counted, not the time: whatever happens
 * to us meanwhile, the row must have had them.
 */
export function switchOffReason({ slowCalls, slowAnswers }: SlowCalls): string | null {
  if (slowAnswers >= MAX_SLOW_ANSWERS) return `${slowAnswers} slow answers in a row`;
  return slowCalls - slowAnswers >= MAX_MISSING_CALLS ? 'no prompt answer for 24 hours' : null;
}
