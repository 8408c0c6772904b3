/** A message as plain text. Each platform escapes it in its own way. */
export interface ChatMessage {
  readonly title: string;
  readonly lines: readonly string[];
  /** when what it reports happened, ms */
  readonly at: number;
}

/** An event, before a preset writes it in its receiver's format. */
export interface WebhookEvent {
  readonly type: string;
  readonly data: object;
  readonly chat: ChatMessage;
}

/** What came of one call of a webhook. */
export type WebhookAnswer =
  | Answered
  /** the request may have been read */
  | { readonly kind: 'no-answer'; readonly detail: string }
  /** nothing of the request was sent */
  | { readonly kind: 'not-reached'; readonly detail: string }
  /** no name server has said in time what its address is, which may be our fault */
  | { readonly kind: 'not-looked-up'; readonly detail: string }
  /** its host must not be called */
  | { readonly kind: 'forbidden'; readonly detail: string };

export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  /** how long its `Retry-After` asks us to wait; null when it has none */
  readonly retryAfterMs: number | null;
  /** the start of the body, fit to be shown */
  readonly text: string;
  /** a longer start of the body, for a preset to read and never shown */
  readonly body: string;
  /** where a redirect leads, fit to be shown; null when there is none */
  readonly location: string | null;
  /** from looking up the name to the end of the answer, or of reading it */
  readonly tookMs: number;
  /** its body was still coming when the time for it was over */
  readonly isCutOff: boolean;
}

/**
 * What an answer means for the delivery, with the reason in plain words.
 * - `taken`: the receiver has it.
 * - `closed`: no message gets through until the webhook's owner does something about it.
 * - `gone`: there is no such receiver any more, and nothing that its owner could do about it.
 * - `refused`: this message is not taken, now or later. `newAddress`: where the receiver says that it has gone.
 * - `moved`: the chat is reached by another id now.
 * - `limited`: too many messages; the receiver takes this one after `askedMs` (null: it does not say when).
 * - `unavailable`: a failure that passes.
 */
export type Verdict =
  | { readonly kind: 'taken' | 'closed' | 'gone'; readonly detail: string }
  | { readonly kind: 'refused'; readonly detail: string; readonly newAddress: string | null }
  | { readonly kind: 'moved'; readonly detail: string; readonly chatId: string }
  | { readonly kind: 'limited' | 'unavailable'; readonly detail: string; readonly askedMs: number | null };

/** A receiver takes `burst` messages at once, and then one every `gapMs`. */
export interface Pace {
  readonly burst: number;
  readonly gapMs: number;
}

/** The `chatId` of a webhook: which chat of its platform it writes to. */
export interface ChatIdRule {
  readonly pattern: RegExp;
  /** `must be …`: what the pattern demands */
  readonly demand: string;
  readonly examples: readonly string[];
  /** what the id is, for the API's document */
  readonly meaning: string;
}

/** All that is particular to one kind of receiver. */
export interface Preset<Name extends string = string> {
  readonly name: Name;
  /** its webhooks must have a `chatId`; null: they can't have one */
  readonly chatId: ChatIdRule | null;
  /** what is wrong with an address of this platform; null: nothing, or it is not the platform's */
  readonly addressError: (url: URL) => string | null;
  /** the request's body; the same event has the same body */
  readonly write: (event: WebhookEvent, chatId: string | null) => object;
  /** what an answer of 4xx means; null: what the status says by itself */
  readonly judgeRefusal: (answer: Answered) => Verdict | null;
  /** null: as fast as messages come, until the receiver asks for fewer */
  readonly paceOf: (chatId: string | null) => Pace | null;
}
