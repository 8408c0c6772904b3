import type { Delivery } from './delivery.ts';

/** What came of one call of a webhook. */
export type WebhookAnswer =
  /** `retryAfterMs`: how long it asked us to wait; null when it did not. `text`: a little of what it said, clean */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly retryAfterMs: number | null;
      readonly text: string;
    }
  /** the request may have been read */
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** nothing of the request was sent */
  | { readonly kind: 'not-reached'; readonly detail: string }
  /** its host must not be called */
  | { readonly kind: 'forbidden'; readonly detail: string };

/** Pauses after the first attempts; the last one after every later attempt. */
export const RETRY_PAUSES_MS = [5_000, 30_000, 120_000, 300_000, 900_000] as const;
const LAST_PAUSE_MS = 900_000;
/** After so long the delivery has failed, and the webhook is switched off. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;
/** So many deliveries in a row that it refused switch a webhook off. */
export const MAX_REFUSALS = 10;

/** What an answer of 4xx says that passes by itself: a time-out, too early, too many. */
const PASSING = [408, 425, 429];

/** How long to wait after the attempt of this number, the first being 1. */
export function pauseAfter(attempts: number): number {
  return RETRY_PAUSES_MS[attempts - 1] ?? LAST_PAUSE_MS;
}

/** How long an order comes too early, ms: orders may come twice, and must not make attempts more frequent. */
export function waitOf({ state, at, attempts, claimedUntil }: Delivery, now: number): number {
  if (state === 'sending') return Math.max(0, (claimedUntil ?? 0) + 1 - now);
  return attempts === 0 ? 0 : Math.max(0, at + pauseAfter(attempts) - now);
}

export interface Attempt {
  /** of the delivery, this one included */
  readonly attempts: number;
  /** since the message was put down, ms */
  readonly ageMs: number;
}

/**
 * - `taken`: it has it.
 * - `refused`: for good. `isOver`: the webhook is not called again until its owner switches it on.
 * - `again`: after `delayMs`; `mayHaveIt` when it did not answer.
 */
export type WebhookDecision =
  | { readonly kind: 'taken'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly isOver: boolean }
  | { readonly kind: 'again'; readonly detail: string; readonly delayMs: number; readonly mayHaveIt: boolean };

export function judgeAnswer(answer: WebhookAnswer, attempt: Attempt): WebhookDecision {
  const { kind } = answer;
  if (kind === 'forbidden') return { kind: 'refused', detail: answer.detail, isOver: false };
  if (kind !== 'answered') return again(answer.detail, attempt, { askedMs: null, mayHaveIt: kind === 'no-answer' });
  const { status, retryAfterMs } = answer;
  const detail = answer.text === '' ? `${status}` : `${status}: ${answer.text}`;
  if (status >= 200 && status < 300) return { kind: 'taken', detail: `${status}` };
  if (status >= 300 && status < 400) {
    return { kind: 'refused', detail: `${status}: redirects are not followed`, isOver: false };
  }
  if (status === 410) return { kind: 'refused', detail, isOver: true };
  if (status < 500 && !PASSING.includes(status)) return { kind: 'refused', detail, isOver: false };
  return again(detail, attempt, { askedMs: retryAfterMs, mayHaveIt: false });
}

interface Waiting {
  readonly askedMs: number | null;
  readonly mayHaveIt: boolean;
}

/** Never sooner than our own pause, nor later than the last one. All pauses are made once, however late we are. */
function again(detail: string, { attempts, ageMs }: Attempt, { askedMs, mayHaveIt }: Waiting): WebhookDecision {
  if (ageMs >= GIVE_UP_AFTER_MS && attempts > RETRY_PAUSES_MS.length) {
    return { kind: 'refused', detail: `given up after ${attempts} attempts: ${detail}`, isOver: true };
  }
  const delayMs = Math.min(Math.max(askedMs ?? 0, pauseAfter(attempts)), LAST_PAUSE_MS);
  return { kind: 'again', detail, delayMs, mayHaveIt };
}

/** `Retry-After` in ms: seconds, or an HTTP date, which `now` (ms) is held against. Null when it is neither. */
export function readRetryAfter(text: string | undefined, now: number): number | null {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1_000;
  if (!/[A-Za-z]{3}.*GMT$/.test(trimmed)) return null;
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
