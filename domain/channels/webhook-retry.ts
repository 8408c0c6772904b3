import { judgeStatus } from './presets/judge-status.ts';
import type { Pace, WebhookAnswer } from './presets/preset.ts';
import { presetOf } from './presets/presets.ts';
import type { Webhook, WebhookResult } from './webhook.ts';
import { GIVE_UP_AFTER_MS, LAST_PAUSE_MS, pauseAfter, RETRY_PAUSES_MS } from './webhook-pauses.ts';
import { type Speed, slownessOf, speedOf } from './webhook-speed.ts';

/** A webhook that has refused this many deliveries in a row is switched off. */
export const MAX_REFUSALS = 10;

/** A receiver that has asked for fewer messages gets them one by one for so long. */
const SLOW_PERIOD_MS = 10 * 60_000;
const SLOW_GAP_MS = 1_000;

/** What the delivery log says of the attempts so far. */
export interface AttemptsSoFar {
  readonly state: string;
  /** when it came into this state, ms */
  readonly at: number;
  readonly attempts: number;
  readonly deferrals: number;
  readonly claimedUntil: number | null;
}

/** How long the next attempt has to wait, ms: jobs may come twice, and must not make attempts more frequent. */
export function waitOf({ state, at, attempts, deferrals, claimedUntil }: AttemptsSoFar, now: number): number {
  if (state === 'sending') return Math.max(0, (claimedUntil ?? 0) + 1 - now);
  const failed = attempts - deferrals;
  return failed === 0 ? 0 : Math.max(0, at + pauseAfter(failed) - now);
}

/** How fast the receiver gets messages; null: as they come. One by one also while its calls are slow, until one is prompt. */
export function paceOf(webhook: PacedWebhook, now: number): Pace | null {
  const { preset, pausedUntil, slowCalls } = webhook;
  const pace = presetOf(preset).paceOf(webhook);
  if (slowCalls === 0 && now >= pausedUntil + SLOW_PERIOD_MS) return pace;
  return { burst: 1, gapMs: Math.max(pace?.gapMs ?? 0, SLOW_GAP_MS) };
}

type PacedWebhook = Pick<Webhook, 'url' | 'preset' | 'chatId' | 'pausedUntil' | 'slowCalls'>;

export interface Attempt {
  /** of the delivery, this one included */
  readonly attempts: number;
  /** how many of those before the receiver put off, as it had too many messages */
  readonly deferrals: number;
  /** since the message was stored, ms */
  readonly ageMs: number;
}

/**
 * What to do after a call.
 * - `taken`: nothing: the receiver has it.
 * - `refused`: give the delivery up. `isOver`: the webhook is not called again until its owner switches it on.
 * - `gone`: give the delivery up, and remove the webhook.
 * - `moved`: try again after `delayMs`, in the chat of this id.
 * - `limited`: try again after `delayMs`, and send nothing else there before. It is no failure of the delivery.
 * - `again`: try again after `delayMs`. `mayHaveIt`: it did not answer, so the next attempt may be the second to arrive.
 */
type Outcome =
  | { readonly kind: 'taken' | 'gone'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly isOver: boolean; readonly newAddress: string | null }
  | { readonly kind: 'moved'; readonly detail: string; readonly delayMs: number; readonly chatId: string }
  | { readonly kind: 'limited'; readonly detail: string; readonly delayMs: number }
  | { readonly kind: 'again'; readonly detail: string; readonly delayMs: number; readonly mayHaveIt: boolean };
export type WebhookDecision = Outcome & { readonly speed: Speed };

type Target = Pick<Webhook, 'preset' | 'chatId'>;

export function judgeAnswer(answer: WebhookAnswer, attempt: Attempt, target: Target): WebhookDecision {
  const { detail, ...outcome } = outcomeOf(answer, attempt, target);
  const slowness = answer.kind === 'answered' ? slownessOf(answer) : null;
  const whole = slowness === null ? detail : `${detail}; ${slowness}`;
  return { ...outcome, detail: whole, speed: speedOf(answer) };
}

function outcomeOf(answer: WebhookAnswer, attempt: Attempt, { preset, chatId }: Target): Outcome {
  if (answer.kind === 'forbidden') return refuse(answer.detail, false);
  const failures = attempt.attempts - attempt.deferrals;
  if (answer.kind !== 'answered') {
    const mayHaveIt = answer.kind === 'no-answer';
    return giveUpIfTooOld(attempt, { kind: 'again', detail: answer.detail, delayMs: pauseAfter(failures), mayHaveIt });
  }
  const isRefusal = answer.status >= 400 && answer.status < 500;
  const verdict = (isRefusal && presetOf(preset).judgeRefusal(answer)) || judgeStatus(answer);
  const { kind, detail } = verdict;
  switch (kind) {
    case 'taken':
    case 'gone':
      return { kind, detail };
    case 'closed':
      return refuse(detail, true);
    case 'refused':
      return refuse(detail, false, verdict.newAddress);
    case 'moved':
      if (verdict.chatId === chatId) return refuse(detail, false);
      return giveUpIfTooOld(attempt, { kind, detail, delayMs: pauseAfter(failures), chatId: verdict.chatId });
    case 'limited': {
      const delayMs = Math.min(verdict.askedMs ?? pauseAfter(attempt.deferrals + 1), LAST_PAUSE_MS);
      return giveUpIfTooOld(attempt, { kind, detail, delayMs });
    }
    case 'unavailable': {
      const delayMs = Math.min(Math.max(verdict.askedMs ?? 0, pauseAfter(failures)), LAST_PAUSE_MS);
      return giveUpIfTooOld(attempt, { kind: 'again', detail, delayMs, mayHaveIt: false });
    }
  }
}

function refuse(detail: string, isOver: boolean, newAddress: string | null = null): Outcome {
  return { kind: 'refused', detail, isOver, newAddress };
}

/** Each pause is made once first, however old the message is. */
function giveUpIfTooOld({ attempts, ageMs }: Attempt, decision: Outcome): Outcome {
  if (ageMs < GIVE_UP_AFTER_MS || attempts <= RETRY_PAUSES_MS.length) return decision;
  return refuse(`given up after ${attempts} attempts: ${decision.detail}`, true);
}

const RESULTS = {
  taken: 'sent',
  refused: 'refused',
  gone: 'refused',
  moved: 'moved',
  limited: 'limited',
  again: 'unavailable',
} as const satisfies Record<WebhookDecision['kind'], WebhookResult['result']>;

/** A decision made at `at` (own clock, ms), as the owner of the webhook sees it. */
export function resultOf({ kind, detail }: WebhookDecision, at: number): WebhookResult {
  return { result: RESULTS[kind], at, detail };
}

/** `Retry-After` in ms from `now`; it holds seconds or an HTTP date. Null when it holds neither. */
export function readRetryAfter(text: string | undefined, now: number): number | null {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,9}$/.test(trimmed)) return Number(trimmed) * 1_000;
  if (!/[A-Za-z]{3}.*GMT$/.test(trimmed)) return null;
  const at = Date.parse(trimmed);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
