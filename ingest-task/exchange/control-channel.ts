import type { Cancel, Clock } from '../clock.ts';

/** The exchange's bound on the streams of one connection. */
export const MAX_STREAMS = 1_024;
/** Names in one message; some 5 KB. */
export const MAX_STREAMS_PER_MESSAGE = 200;
/**
 * The exchange closes a connection that sends more than 5 messages, pongs included, in any second. Evenly spaced, at
 * most 4 leave in any second, and what the network bunches up or a pong adds still fits.
 */
export const CONTROL_SPACING_MS = 300;
/** A message that is unanswered for so many checks (seconds) was not heard. */
export const ANSWER_CHECKS = 10;
/** A refused message's streams are asked for again after this long. */
export const REFUSED_RETRY_MS = 5_000;
/** A stream that the exchange refuses by itself is asked for again after this long: its name may be known by then. */
export const REJECTED_RETRY_MS = 600_000;
/** The exchange's code of a request that it will not take however often it is made; others say nothing of what was asked. */
const INVALID_REQUEST = /^2:/;
/** The subscriptions are compared with the exchange's list at least every so many checks (seconds) … */
export const LIST_CHECKS = 300;
/** … and so many after something was mended. */
export const MENDED_CHECKS = 30;

interface Message {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE' | 'LIST_SUBSCRIPTIONS';
  readonly streams: readonly string[];
  checks: number;
}

export interface ControlOptions {
  readonly clock: Clock;
  readonly send: (text: string) => void;
  /** frames of these streams come from now on */
  readonly onAcknowledged: (streams: readonly string[]) => void;
  /** The exchange does not have these streams, though it acknowledged them; they are asked for again. */
  readonly onLost: (streams: readonly string[]) => void;
  readonly onRefused: (fault: string) => void;
  /** The exchange refuses this one stream and takes others. */
  readonly onRejected: (stream: string, reason: string) => void;
  /** A message was not answered. */
  readonly onUnanswered: () => void;
}

/**
 * Brings one connection's subscriptions to what is wanted, in paced messages. It compares two sets instead of keeping a
 * queue, so that any number of changes of mind costs no more messages than their outcome. Once they have settled, and from
 * time to time, it has the exchange list what it took them to be.
 *
 * The exchange refuses a message whole for one name in it. Such a message is asked for again in halves, each by itself, until
 * the name that is to blame stands alone: that one is given up for a while, and all the others are subscribed.
 */
export class ControlChannel {
  readonly #settings: ControlOptions;
  #wanted: ReadonlySet<string> = new Set();
  /** what the exchange was asked for, with the number of the message that did */
  readonly #asked = new Map<string, number>();
  readonly #acknowledged = new Set<string>();
  /** to be unsubscribed, and then subscribed again */
  readonly #renewed = new Set<string>();
  /** of refused messages: each is asked for by itself */
  readonly #parts: (readonly string[])[] = [];
  readonly #rejected = new Set<string>();
  readonly #unanswered = new Map<number, Message>();
  readonly #timers = new Set<Cancel>();
  #checksToList = LIST_CHECKS;
  #lastId = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #paced = false;

  constructor(settings: ControlOptions) {
    this.#settings = settings;
  }

  /** At most `MAX_STREAMS` names. */
  want(streams: ReadonlySet<string>): void {
    this.#wanted = streams;
    for (const stream of this.#rejected) if (!streams.has(stream)) this.#rejected.delete(stream);
    this.#checksToList = 0;
    this.#pump();
  }

  /** Subscribes them anew, as if they had never been. */
  renew(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#acknowledged.delete(stream);
      if (this.#asked.has(stream)) this.#renewed.add(stream);
    }
    this.#pump();
  }

  isAcknowledged(stream: string): boolean {
    return this.#acknowledged.has(stream);
  }

  /** To be called every second. Checks are counted and not time: a process that was held up is not an exchange's silence. */
  check(): void {
    this.#checksToList -= 1;
    for (const [id, message] of this.#unanswered) {
      message.checks += 1;
      if (message.checks > ANSWER_CHECKS) this.#unheard(id, message);
    }
    this.#pump();
  }

  /** An answer came in; `id` is null when the exchange could not read the message. */
  answer(id: number | null, error: string | null): void {
    const message = id === null ? undefined : this.#unanswered.get(id);
    if (id === null || message?.method !== 'SUBSCRIBE') {
      if (error !== null) this.#settings.onRefused(error);
    } else if (error === null) this.#acknowledge(id, message.streams);
    else this.#refused(id, message.streams, error);
    if (id !== null && this.#unanswered.delete(id)) this.#pump();
  }

  /** The exchange's list of what the connection has. */
  list(id: number, streams: readonly string[]): void {
    if (!this.#unanswered.delete(id)) return;
    if (id === this.#lastId) this.#compare(id, new Set(streams));
    else this.#checksToList = 0; // it is older than what was asked for since
    this.#pump();
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#unanswered.clear();
    this.#paced = true; // nothing more is sent
  }

  /** What is missing counts as never asked for; what is too much as asked for, and so is unsubscribed. */
  #compare(id: number, listed: ReadonlySet<string>): void {
    const lost = [...this.#asked.keys()].filter((stream) => !listed.has(stream));
    const strays = [...listed].filter((stream) => !this.#asked.has(stream));
    if (lost.length + strays.length > 0) this.#checksToList = MENDED_CHECKS;
    for (const stream of lost) {
      this.#asked.delete(stream);
      this.#acknowledged.delete(stream);
    }
    for (const stream of strays) {
      this.#asked.set(stream, id);
      if (this.#wanted.has(stream)) this.#renewed.add(stream);
    }
    if (lost.length > 0) this.#settings.onLost(lost);
  }

  #acknowledge(id: number, streams: readonly string[]): void {
    const present = streams.filter((stream) => this.#asked.get(stream) === id && !this.#renewed.has(stream));
    for (const stream of present) this.#acknowledged.add(stream);
    this.#settings.onAcknowledged(present);
  }

  #refused(id: number, streams: readonly string[], error: string): void {
    const present = streams.filter((stream) => this.#asked.get(stream) === id);
    const [first] = present;
    const isInvalid = INVALID_REQUEST.test(error);
    if (isInvalid && present.length > 1) this.#halve(present);
    // where nothing at all is taken, the name is not to blame
    else if (isInvalid && first !== undefined && this.#acknowledged.size > 0) this.#reject(first, error);
    else {
      this.#settings.onRefused(error);
      this.#retryLater(id, streams);
    }
  }

  #halve(streams: readonly string[]): void {
    for (const stream of streams) this.#asked.delete(stream);
    const middle = Math.ceil(streams.length / 2);
    this.#parts.push(streams.slice(0, middle), streams.slice(middle));
  }

  #reject(stream: string, reason: string): void {
    this.#asked.delete(stream);
    this.#rejected.add(stream);
    this.#after(REJECTED_RETRY_MS, () => {
      this.#rejected.delete(stream);
      this.#parts.push([stream]);
      this.#pump();
    });
    this.#settings.onRejected(stream, reason);
  }

  /** The list would show them as lost until then. */
  #retryLater(id: number, streams: readonly string[]): void {
    this.#checksToList = Math.max(this.#checksToList, MENDED_CHECKS);
    this.#after(REFUSED_RETRY_MS, () => this.#askAgain(id, streams));
  }

  #askAgain(id: number, streams: readonly string[]): void {
    for (const stream of streams) if (this.#asked.get(stream) === id) this.#asked.delete(stream);
    this.#pump();
  }

  #unheard(id: number, { method, streams }: Message): void {
    this.#unanswered.delete(id);
    this.#settings.onUnanswered();
    if (method === 'SUBSCRIBE') this.#askAgain(id, streams);
    else this.#checksToList = Math.min(this.#checksToList, MENDED_CHECKS);
  }

  #pump(): void {
    if (this.#paced) return;
    const waitMs = this.#sentAt + CONTROL_SPACING_MS - this.#settings.clock.elapsed();
    if (waitMs <= 0 && !this.#sendNext()) return;
    this.#paced = true;
    this.#after(waitMs > 0 ? Math.ceil(waitMs) : CONTROL_SPACING_MS, () => {
      this.#paced = false;
      this.#pump();
    });
  }

  /** What is no longer wanted goes first, so that the exchange's bound on streams is never passed. */
  #sendNext(): boolean {
    const leaving = firstOf(this.#asked.keys(), (stream) => !this.#wanted.has(stream) || this.#renewed.has(stream));
    const missing = leaving.length > 0 ? [] : this.#nextToSubscribe();
    if (leaving.length > 0) this.#unsubscribe(leaving);
    else if (missing.length > 0) this.#subscribe(missing);
    else if (this.#checksToList <= 0 && this.#unanswered.size === 0) this.#askForList();
    else return false;
    return true;
  }

  #nextToSubscribe(): string[] {
    const isMissing = (stream: string) => !this.#asked.has(stream) && !this.#rejected.has(stream);
    for (let part = this.#parts.shift(); part; part = this.#parts.shift()) {
      const wanted = part.filter((stream) => this.#wanted.has(stream) && isMissing(stream));
      if (wanted.length > 0) return wanted;
    }
    return firstOf(this.#wanted, isMissing);
  }

  #unsubscribe(streams: readonly string[]): void {
    this.#send('UNSUBSCRIBE', streams);
    for (const stream of streams) {
      this.#asked.delete(stream);
      this.#acknowledged.delete(stream);
      this.#renewed.delete(stream);
    }
  }

  #subscribe(streams: readonly string[]): void {
    const id = this.#send('SUBSCRIBE', streams);
    for (const stream of streams) this.#asked.set(stream, id);
  }

  #askForList(): void {
    this.#checksToList = LIST_CHECKS;
    this.#send('LIST_SUBSCRIPTIONS', []);
  }

  #send(method: Message['method'], streams: readonly string[]): number {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#unanswered.set(id, { method, streams, checks: 0 });
    this.#sentAt = this.#settings.clock.elapsed();
    this.#settings.send(
      JSON.stringify(method === 'LIST_SUBSCRIPTIONS' ? { method, id } : { method, params: streams, id }),
    );
    return id;
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#settings.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}

function firstOf(streams: Iterable<string>, matches: (stream: string) => boolean): string[] {
  const found: string[] = [];
  for (const stream of streams) {
    if (!matches(stream)) continue;
    found.push(stream);
    if (found.length === MAX_STREAMS_PER_MESSAGE) break;
  }
  return found;
}
