import type { Cancel, Clock } from '../clock.ts';
import type { SocketProtocol } from './exchange.ts';
import { Subscriptions } from './subscriptions.ts';

/** A message counts as lost when it is unanswered for so many checks (seconds). */
export const ANSWER_CHECKS = 10;
/** The streams of a refused message are asked for again after this long. */
export const REFUSED_RETRY_MS = 5_000;
/** A stream that the exchange refuses by itself is asked for again after this long: the exchange may know it by then. */
export const REJECTED_RETRY_MS = 600_000;
/** The subscriptions are compared with the exchange's list at least every so many checks (seconds) … */
export const LIST_CHECKS = 300;
/** … and so many after a difference was found. */
export const MENDED_CHECKS = 30;

type Method = 'subscribe' | 'unsubscribe' | 'list';

interface Message {
  readonly method: Method;
  readonly streams: readonly string[];
  checks: number;
}

export type ControlProtocol = Pick<SocketProtocol, 'subscribe' | 'unsubscribe' | 'list' | 'isInvalidStream'> & {
  readonly limits: Pick<SocketProtocol['limits'], 'streamsPerMessage' | 'messageSpacingMs'>;
};

export interface ControlOptions {
  readonly protocol: ControlProtocol;
  readonly clock: Clock;
  readonly send: (text: string) => void;
  /** frames of these streams come from now on */
  readonly onAcknowledged: (streams: readonly string[]) => void;
  /** The exchange does not have these streams, though it acknowledged them; they are asked for again. */
  readonly onLost: (streams: readonly string[]) => void;
  readonly onRefused: (error: string) => void;
  /** The exchange refuses this one stream and accepts others. */
  readonly onRejected: (stream: string, reason: string) => void;
  /** A message was not answered. */
  readonly onUnanswered: () => void;
}

/**
 * Subscribes one connection to the streams that are wanted, in paced messages. After each change, and from time to time, it
 * has the exchange list the streams and mends what differs.
 *
 * The exchange refuses a whole message for one stream in it. Such a message is sent again in halves, until the stream that is
 * to blame stands alone: that one is given up for a while, and all the others are subscribed.
 */
export class ControlChannel {
  readonly #options: ControlOptions;
  readonly #subscriptions: Subscriptions;
  readonly #unanswered = new Map<number, Message>();
  readonly #timers = new Set<Cancel>();
  #checksToList = LIST_CHECKS;
  #lastId = 0;
  #sentAt = Number.NEGATIVE_INFINITY;
  #isWaiting = false;
  #isClosed = false;

  constructor(options: ControlOptions) {
    this.#options = options;
    this.#subscriptions = new Subscriptions(options.protocol.limits.streamsPerMessage);
  }

  /** At most as many streams as the exchange allows a connection. */
  want(streams: ReadonlySet<string>): void {
    this.#subscriptions.want(streams);
    this.#checksToList = 0;
    this.#sendNext();
  }

  /** Subscribes them again, as if they never had been. */
  renew(streams: readonly string[]): void {
    this.#subscriptions.renew(streams);
    this.#sendNext();
  }

  isAcknowledged(stream: string): boolean {
    return this.#subscriptions.isAcknowledged(stream);
  }

  /** To be called every second. It counts checks and not time: while the process stands still, the exchange is not silent. */
  check(): void {
    this.#checksToList -= 1;
    for (const [id, message] of this.#unanswered) {
      message.checks += 1;
      if (message.checks > ANSWER_CHECKS) this.#giveUpAnswer(id, message);
    }
    this.#sendNext();
  }

  /** The exchange answered a message; `id` is null when it could not read the message. */
  answer(id: number | null, error: string | null): void {
    const message = id === null ? undefined : this.#unanswered.get(id);
    if (id === null || message?.method !== 'subscribe') {
      if (error !== null) this.#options.onRefused(error);
    } else if (error === null) this.#options.onAcknowledged(this.#subscriptions.acknowledge(id, message.streams));
    else this.#refused(id, message.streams, error);
    if (id !== null && this.#unanswered.delete(id)) this.#sendNext();
  }

  /** The exchange listed the streams of the connection. */
  list(id: number, streams: readonly string[]): void {
    if (!this.#unanswered.delete(id)) return;
    if (id === this.#lastId) this.#compare(id, streams);
    else this.#checksToList = 0; // the list is older than the last message
    this.#sendNext();
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#unanswered.clear();
  }

  #compare(id: number, listed: readonly string[]): void {
    const { lost, stray } = this.#subscriptions.compare(id, new Set(listed));
    if (lost.length + stray.length > 0) this.#checksToList = MENDED_CHECKS;
    if (lost.length > 0) this.#options.onLost(lost);
  }

  #refused(id: number, streams: readonly string[], error: string): void {
    const { protocol, onRefused } = this.#options;
    const present = this.#subscriptions.askedBy(id, streams);
    const [first] = present;
    const isInvalid = protocol.isInvalidStream(error);
    if (isInvalid && present.length > 1) this.#subscriptions.halve(present);
    // where the exchange accepts nothing at all, the stream is not to blame
    else if (isInvalid && first !== undefined && this.#subscriptions.hasAcknowledged) this.#reject(first, error);
    else {
      onRefused(error);
      this.#retryLater(id, streams);
    }
  }

  #reject(stream: string, reason: string): void {
    this.#subscriptions.reject(stream);
    this.#after(REJECTED_RETRY_MS, () => {
      this.#subscriptions.retry(stream);
      this.#sendNext();
    });
    this.#options.onRejected(stream, reason);
  }

  /** No list is asked for until then: it would show them as lost. */
  #retryLater(id: number, streams: readonly string[]): void {
    this.#checksToList = Math.max(this.#checksToList, MENDED_CHECKS);
    this.#after(REFUSED_RETRY_MS, () => this.#askAgain(id, streams));
  }

  #askAgain(id: number, streams: readonly string[]): void {
    this.#subscriptions.forget(id, streams);
    this.#sendNext();
  }

  #giveUpAnswer(id: number, { method, streams }: Message): void {
    this.#unanswered.delete(id);
    this.#options.onUnanswered();
    if (method === 'subscribe') this.#askAgain(id, streams);
    else this.#checksToList = Math.min(this.#checksToList, MENDED_CHECKS);
  }

  /** Sends what is to be sent, one message at a time, evenly spaced. */
  #sendNext(): void {
    if (this.#isWaiting || this.#isClosed) return;
    const { clock, protocol } = this.#options;
    const { messageSpacingMs } = protocol.limits;
    const waitMs = this.#sentAt + messageSpacingMs - clock.elapsed();
    if (waitMs <= 0 && !this.#sendOne()) return;
    this.#isWaiting = true;
    this.#after(waitMs > 0 ? Math.ceil(waitMs) : messageSpacingMs, () => {
      this.#isWaiting = false;
      this.#sendNext();
    });
  }

  /** Unsubscribes first, so that the exchange's bound on streams is never passed. False when there is nothing to send. */
  #sendOne(): boolean {
    const { protocol } = this.#options;
    const leaving = this.#subscriptions.nextToUnsubscribe();
    if (leaving.length > 0) {
      this.#send('unsubscribe', leaving, (id) => protocol.unsubscribe(id, leaving));
      this.#subscriptions.unsubscribed(leaving);
      return true;
    }
    const missing = this.#subscriptions.nextToSubscribe();
    if (missing.length > 0) {
      const sentId = this.#send('subscribe', missing, (id) => protocol.subscribe(id, missing));
      this.#subscriptions.askedFor(sentId, missing);
      return true;
    }
    if (this.#checksToList > 0 || this.#unanswered.size > 0 || !protocol.list) return false;
    this.#checksToList = LIST_CHECKS;
    this.#send('list', [], protocol.list);
    return true;
  }

  #send(method: Method, streams: readonly string[], textOf: (id: number) => string): number {
    const { clock, send } = this.#options;
    this.#lastId += 1;
    const id = this.#lastId;
    this.#unanswered.set(id, { method, streams, checks: 0 });
    this.#sentAt = clock.elapsed();
    send(textOf(id));
    return id;
  }

  #after(delayMs: number, run: () => void): void {
    const cancel = this.#options.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
  }
}
