import type { Cancel, Clock } from '../../clock.ts';

/** The exchange's bound on the streams of one connection. */
export const MAX_STREAMS = 1_024;
/** Names in one message; some 5 KB. */
export const MAX_STREAMS_PER_MESSAGE = 200;
/**
 * The exchange closes a connection that sends more than 5 messages, pongs included, in any second. Evenly spaced, at
 * most 4 leave in any second, and what the network bunches up or a pong adds still fits.
 */
export const CONTROL_SPACING_MS = 300;
/** A connection that leaves a message unanswered this long is half open. */
export const ANSWER_TIMEOUT_MS = 10_000;
/** A refused message's streams are asked for again after this long. */
export const REFUSED_RETRY_MS = 5_000;

type Method = 'SUBSCRIBE' | 'UNSUBSCRIBE';

interface Message {
  readonly method: Method;
  readonly streams: readonly string[];
  readonly cancelTimeout: Cancel;
}

export interface ControlSettings {
  readonly clock: Clock;
  readonly send: (text: string) => void;
  /** streams were acknowledged */
  readonly onAcknowledged: () => void;
  readonly onRefused: (fault: string) => void;
  readonly onSilent: () => void;
}

/**
 * Brings one connection's subscriptions to what is wanted, in paced messages. It compares two sets instead of keeping a
 * queue, so that any number of changes of mind costs no more messages than their outcome.
 */
export class ControlChannel {
  readonly #settings: ControlSettings;
  #wanted: ReadonlySet<string> = new Set();
  readonly #asked = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #unanswered = new Map<number, Message>();
  readonly #timers = new Set<Cancel>();
  #lastId = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #paced = false;

  constructor(settings: ControlSettings) {
    this.#settings = settings;
  }

  /** At most `MAX_STREAMS` names. */
  want(streams: ReadonlySet<string>): void {
    this.#wanted = streams;
    this.#pump();
  }

  isAcknowledged(stream: string): boolean {
    return this.#acknowledged.has(stream);
  }

  /** An answer came in; `id` is null when the exchange could not read the message. */
  answer(id: number | null, error: string | null): void {
    if (error !== null) this.#settings.onRefused(error);
    const message = id === null ? undefined : this.#unanswered.get(id);
    if (id === null || !message) return;
    this.#unanswered.delete(id);
    message.cancelTimeout();
    if (message.method === 'UNSUBSCRIBE') return;
    if (error === null) this.#acknowledge(message.streams);
    else this.#after(REFUSED_RETRY_MS, () => this.#askAgain(message.streams));
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#unanswered.clear();
    this.#paced = true; // nothing more is sent
  }

  #acknowledge(streams: readonly string[]): void {
    for (const stream of streams) if (this.#asked.has(stream)) this.#acknowledged.add(stream);
    this.#settings.onAcknowledged();
  }

  #askAgain(streams: readonly string[]): void {
    for (const stream of streams) this.#asked.delete(stream);
    this.#pump();
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
    const unwanted = firstOf(this.#asked, (stream) => !this.#wanted.has(stream));
    const missing = unwanted.length > 0 ? [] : firstOf(this.#wanted, (stream) => !this.#asked.has(stream));
    for (const stream of unwanted) {
      this.#asked.delete(stream);
      this.#acknowledged.delete(stream);
    }
    for (const stream of missing) this.#asked.add(stream);
    if (unwanted.length > 0) this.#send('UNSUBSCRIBE', unwanted);
    else if (missing.length > 0) this.#send('SUBSCRIBE', missing);
    else return false;
    return true;
  }

  #send(method: Method, streams: readonly string[]): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const cancelTimeout = this.#after(ANSWER_TIMEOUT_MS, () => this.#settings.onSilent());
    this.#unanswered.set(id, { method, streams, cancelTimeout });
    this.#sentAt = this.#settings.clock.elapsed();
    this.#settings.send(JSON.stringify({ method, params: streams, id }));
  }

  #after(delayMs: number, run: () => void): Cancel {
    const cancel = this.#settings.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
    return () => {
      cancel();
      this.#timers.delete(cancel);
    };
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
