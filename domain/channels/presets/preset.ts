import type { ChatWords } from '../../../text/chat/format-chat-message.ts';

/** What came of one call of a webhook. */
export type WebhookAnswer =
  | Answered
  /** the request may have been read */
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** nothing of the request was sent */
  | { readonly kind: 'not-reached'; readonly detail: string }
  /** its host must not be called */
  | { readonly kind: 'forbidden'; readonly detail: string };

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  /** how long its header asks us to wait; null when it does not */
  readonly retryAfterMs: number | null;
  /** a little of what it said, fit to be shown */
  readonly text: string;
  /** the start of what it said, to be read by a preset and never shown */
  readonly body: string;
  /** where a redirect leads, fit to be shown; null when there is none */
  readonly location: string | null;
}

/**
 * What an answer says of the delivery, with why in plain words.
 * - `taken`: the receiver has it.
 * - `closed`: the webhook works for nobody until its owner does something about it.
 * - `refused`: this message is not taken, now or later. `newAddress`: where the receiver says that it has gone.
 * - `moved`: the chat has another id now, by which it is reached.
 * - `limited`: too many messages; the receiver takes this one after `askedMs` (null: it does not say when).
 * - `unavailable`: not now, by a failure that passes.
 */
export type Verdict =
  | { readonly kind: 'taken' | 'closed'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly newAddress: string | null }
  | { readonly kind: 'moved'; readonly detail: string; readonly chatId: string }
  | { readonly kind: 'limited' | 'unavailable'; readonly detail: string; readonly askedMs: number | null };

/** A receiver takes `burst` messages at once, and then one every `gapMs`. */
export interface Pace {
  readonly burst: number;
  readonly gapMs: number;
}

/** What is sent, before it has the form that a receiver wants. */
export interface WebhookEvent {
  readonly type: string;
  readonly data: object;
  readonly words: ChatWords;
}

/** All that is particular to one kind of receiver. */
export interface Preset {
  /** the request's body; the same event has the same body */
  readonly write: (event: WebhookEvent, chatId: string | null) => object;
  /** what an answer of 4xx means; null: what the status says by itself */
  readonly judgeRefusal: (answer: Answered) => Verdict | null;
  /** null: as fast as messages come, until the receiver asks for less */
  readonly paceOf: (chatId: string | null) => Pace | null;
}

/** What the status alone says. */
export function judgeStatus(answer: Answered): Verdict {
  const { status, retryAfterMs: askedMs, location } = answer;
  if (status >= 200 && status < 300) return { kind: 'taken', detail: explain(answer, 'it took the message') };
  if (status >= 300 && status < 400) {
    const moved = location === null ? '' : `it has moved to ${location}; `;
    return { kind: 'refused', detail: explain(answer, `${moved}redirects are not followed`), newAddress: location };
  }
  if (status === 410) return { kind: 'closed', detail: explain(answer, 'it is gone for good') };
  if (status === 429) return { kind: 'limited', detail: explain(answer, 'it asks for fewer messages'), askedMs };
  if (status >= 500) return { kind: 'unavailable', detail: explain(answer, 'it has a failure of its own'), askedMs };
  if (status === 408 || status === 425) {
    return { kind: 'unavailable', detail: explain(answer, 'it asks to try again'), askedMs };
  }
  const why = REFUSALS[status] ?? 'it refuses the message';
  return { kind: 'refused', detail: explain(answer, why), newAddress: null };
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'it does not understand the message',
  401: 'it wants credentials that it does not get',
  403: 'it does not allow these calls',
  404: 'nothing is at this address',
  405: 'it takes no POST',
  413: 'the message is too large for it',
};

/** `nothing is at this address (404: Not Found)` */
export function explain({ status, text }: Pick<Answered, 'status' | 'text'>, why: string): string {
  return `${why} (${status}${text === '' ? '' : `: ${text}`})`;
}

/** The body as JSON; null when it is none. */
export function readJson({ body }: Answered): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

export function secondsToMs(seconds: number): number {
  return Math.ceil(seconds * 1_000);
}
