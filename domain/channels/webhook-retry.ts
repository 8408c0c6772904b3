import type { Delivery } from '../messages/delivery.ts';
import type { Webhook, WebhookResult } from './channel.ts';
import { judgeStatus, type Pace, type WebhookAnswer } from './presets/preset.ts';
import { PRESETS } from './presets/presets.ts';

/** Pauses after the first attempts; the last one after every later attempt. */
export const RETRY_PAUSES_MS = [5_000, 30_000, 120_000, 300_000, 900_000] as const;
const LAST_PAUSE_MS = 900_000;
/** After so long the delivery has failed, and the webhook is switched off. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60_000;
/** So many deliveries in a row that it refused switch a webhook off. */
export const MAX_REFUSALS = 10;

/** For so long after a receiver has asked for fewer messages it gets them one by one. */
const CAREFUL_MS = 10 * 60_000;
const CAREFUL_GAP_MS = 1_000;

/** How long to wait after the attempt of this number, the first being 1. */
export function pauseAfter(attempts: number): number {
  return RETRY_PAUSES_MS[attempts - 1] ?? LAST_PAUSE_MS;
}

/** How long an order comes too early, ms: orders may come twice, and must not make attempts more frequent. */
export function waitOf({ state, at, attempts, deferrals, claimedUntil }: Delivery, now: number): number {
  if (state === 'sending') return Math.max(0, (claimedUntil ?? 0) + 1 - now);
  const failed = attempts - deferrals;
  return failed === 0 ? 0 : Math.max(0, at + pauseAfter(failed) - now);
}

/** How fast the receiver gets messages; null: as they come. */
export function paceOf({ preset, chatId, pausedUntil }: PacedWebhook, now: number): Pace | null {
  const pace = PRESETS[preset].paceOf(chatId);
  if (now >= pausedUntil + CAREFUL_MS) return pace;
  return { burst: 1, gapMs: Math.max(pace?.gapMs ?? 0, CAREFUL_GAP_MS) };
}

type PacedWebhook = Pick<Webhook, 'preset' | 'chatId' | 'pausedUntil'>;

export interface Attempt {
  /** of the delivery, this one included */
  readonly attempts: number;
  /** how many of those before were put off by the receiver's limit */
  readonly deferrals: number;
  /** since the message was put down, ms */
  readonly ageMs: number;
}

/**
 * - `taken`: it has it.
 * - `refused`: for good. `isOver`: the webhook is not called again until its owner switches it on.
 * - `moved`: again, in the chat of this id.
 * - `limited`: again after `delayMs`, and nothing else before; no failure of the delivery.
 * - `again`: after `delayMs`; `mayHaveIt` when it did not answer.
 */
export type WebhookDecision =
  | { readonly kind: 'taken'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly isOver: boolean; readonly newAddress: string | null }
  | { readonly kind: 'moved'; readonly detail: string; readonly delayMs: number; readonly chatId: string }
  | { readonly kind: 'limited'; readonly detail: string; readonly delayMs: number }
  | { readonly kind: 'again'; readonly detail: string; readonly delayMs: number; readonly mayHaveIt: boolean };

export function judgeAnswer(
  answer: WebhookAnswer,
  attempt: Attempt,
  { preset, chatId }: Pick<Webhook, 'preset' | 'chatId'>,
): WebhookDecision {
  if (answer.kind === 'forbidden') return refuse(answer.detail, false);
  const failures = attempt.attempts - attempt.deferrals;
  if (answer.kind !== 'answered') {
    const mayHaveIt = answer.kind === 'no-answer';
    return unlessTooOld(attempt, { kind: 'again', detail: answer.detail, delayMs: pauseAfter(failures), mayHaveIt });
  }
  const isRefusal = answer.status >= 400 && answer.status < 500;
  const verdict = (isRefusal && PRESETS[preset].judgeRefusal(answer)) || judgeStatus(answer);
  const { kind, detail } = verdict;
  switch (kind) {
    case 'taken':
      return { kind, detail };
    case 'closed':
      return refuse(detail, true);
    case 'refused':
      return refuse(detail, false, verdict.newAddress);
    case 'moved':
      if (verdict.chatId === chatId) return refuse(detail, false);
      return unlessTooOld(attempt, { kind, detail, delayMs: pauseAfter(failures), chatId: verdict.chatId });
    case 'limited': {
      const delayMs = Math.min(verdict.askedMs ?? pauseAfter(attempt.deferrals + 1), LAST_PAUSE_MS);
      return unlessTooOld(attempt, { kind, detail, delayMs });
    }
    case 'unavailable': {
      const delayMs = Math.min(Math.max(verdict.askedMs ?? 0, pauseAfter(failures)), LAST_PAUSE_MS);
      return unlessTooOld(attempt, { kind: 'again', detail, delayMs, mayHaveIt: false });
    }
  }
}

function refuse(detail: string, isOver: boolean, newAddress: string | null = null): WebhookDecision {
  return { kind: 'refused', detail, isOver, newAddress };
}

/** All pauses are made once, however late we are. */
function unlessTooOld({ attempts, ageMs }: Attempt, decision: WebhookDecision): WebhookDecision {
  if (ageMs < GIVE_UP_AFTER_MS || attempts <= RETRY_PAUSES_MS.length) return decision;
  return refuse(`given up after ${attempts} attempts: ${decision.detail}`, true);
}

const RESULTS = {
  taken: 'sent',
  refused: 'refused',
  moved: 'moved',
  limited: 'limited',
  again: 'unavailable',
} as const satisfies Record<WebhookDecision['kind'], WebhookResult['result']>;

/** What a decision of the instant `at` (own clock, ms) is to the owner of the webhook. */
export function resultOf({ kind, detail }: WebhookDecision, at: number): WebhookResult {
  return { result: RESULTS[kind], at, detail };
}

/** `Retry-After` in ms: seconds, or an HTTP date, which `now` (ms) is held against. Null when it is neither. */
export function readRetryAfter(text: string | undefined, now: number): number | null {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1_000;
  if (!/[A-Za-z]{3}.*GMT$/.test(trimmed)) return null;
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
