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
  /** a fire, or a test of one, and not a notice: it has the priority that the person has chosen */
  readonly isUrgent: boolean;
  /** the page that proves a fire; null: there is none */
  readonly link: string | null;
  /** the JSON that the person has written for it, with its values in place; null: they have written none */
  readonly json: object | null;
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

/** An option's value as it is stored. */
export type OptionValue = string | number;
export type Options = Readonly<Record<string, OptionValue>>;

interface OptionBase {
  /** on pages, such as `Access token` */
  readonly label: string;
  /** what it does, and what happens without it */
  readonly meaning: string;
}

export interface TextOption extends OptionBase {
  readonly kind: 'text';
  /** it is never shown again, and in no log */
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** of the whole value: it bounds the length, and says which characters a header or an address takes */
  readonly pattern: RegExp;
  /** `must be …`: what the pattern demands */
  readonly demand: string;
  readonly example: string;
}

/** A whole number. */
export interface NumberOption extends OptionBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly default: number;
}

export type Option = TextOption | NumberOption;

/** The `chatId` of a webhook: which chat, topic, room or user of its platform it writes to. */
export interface ChatIdRule {
  /** what the platform calls it, such as `topic` */
  readonly word: string;
  readonly pattern: RegExp;
  /** `must be …`: what the pattern demands */
  readonly demand: string;
  readonly examples: readonly string[];
  /** what the id is, for the API's document */
  readonly meaning: string;
}

/** The `url` of a webhook. */
export interface AddressRule {
  readonly example: string;
  /** that of a platform which has one for everybody: `error` and `secret` then hold for its addresses with any preset */
  readonly host: string | null;
  /** what is wrong with the address for this preset; null: nothing */
  readonly error: (url: URL) => string | null;
  /** its first group, in the path and query, is what lets anyone write there; null: nothing does */
  readonly secret: RegExp | null;
}

/** What a person gives to set one up. The API and the page know no more of a preset. */
export interface PresetForm<Name extends string = string> {
  readonly name: Name;
  /** its name on pages */
  readonly label: string;
  readonly address: AddressRule;
  /** its webhooks must have a `chatId`; null: they can't have one */
  readonly chatId: ChatIdRule | null;
  readonly options: Readonly<Record<string, Option>>;
  /** what a person's own words can be: a title and a text; the JSON of the whole body; null: it has no place for them */
  readonly words: 'text' | 'json' | null;
}

/** Where a message goes. */
export interface Destination {
  readonly url: string;
  readonly chatId: string | null;
  readonly options: Options;
  /** the same for each attempt, in letters, digits and `_` */
  readonly messageId: string;
}

export interface PresetRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  /** besides those that every request has */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All that is particular to one kind of receiver. */
export interface Preset<Name extends string = string> {
  readonly form: PresetForm<Name>;
  /** the same for each attempt to send the event */
  readonly request: (event: WebhookEvent, to: Destination) => PresetRequest;
  /** what an answer of 4xx means; null: what the status says by itself */
  readonly judgeRefusal: (answer: Answered) => Verdict | null;
  /** null: as fast as messages come, until the receiver asks for fewer */
  readonly paceOf: (to: Pick<Destination, 'url' | 'chatId'>) => Pace | null;
}
