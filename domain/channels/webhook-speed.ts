import type { WebhookAnswer } from './presets/preset.ts';
import type { Webhook } from './webhook.ts';
import { GIVE_UP_AFTER_MS, pauseAfter } from './webhook-pauses.ts';

/**
 * An answer that takes longer is slow, and so is one whose body is still coming when the caller stops reading. Chat platforms answer
 * within half a second, rarely within one.
 */
export const SLOW_AFTER_MS = 2_000;
/** After so many slow calls in a row, an answer that is slow again switches the webhook off. With the pauses that is more than an hour. */
export const MAX_SLOW_CALLS = 10;
/** After so many its owner is notified: from then on, the pauses have their full length. */
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
export interface SlowCalls {
  readonly slowCalls: number;
  /** when the first of them ended */
  readonly slowSince: number;
}

/** One more, at `now`. */
export function addSlowCall({ slowCalls, slowSince }: Pick<Webhook, keyof SlowCalls>, now: number): SlowCalls {
  return { slowCalls: slowCalls + 1, slowSince: slowCalls === 0 ? now : slowSince };
}

/**
 * How long the webhook rests after so many slow calls, ms: each may hold up a sender for seconds, so messages that wait do not cost
 * one each.
 */
export function restAfter({ slowCalls }: SlowCalls): number {
  return pauseAfter(slowCalls);
}

/**
 * Why the webhook is switched off; null: it is not. A receiver that is down comes back by itself, and gets as long as a delivery
 * does. One that is slow has its messages, so no delivery ever gives up.
 */
export function switchOffReason({ slowCalls, slowSince }: SlowCalls, speed: Speed, now: number): string | null {
  if (slowCalls < MAX_SLOW_CALLS) return null;
  if (speed === 'slow') return `${slowCalls} slow answers in a row`;
  return now - slowSince >= GIVE_UP_AFTER_MS ? `no prompt answer for ${GIVE_UP_AFTER_MS / 3_600_000} hours` : null;
}
