/**
 * The streams of one connection: which of them are wanted, which the exchange was asked for, and which it has acknowledged.
 * It compares sets instead of keeping a queue, so that any number of changes costs no more messages than their outcome.
 */
export class Subscriptions {
  readonly #streamsPerMessage: number;
  #wanted: ReadonlySet<string> = new Set();
  /** what the exchange was asked for, with the number of the message that did */
  readonly #asked = new Map<string, number>();
  readonly #acknowledged = new Set<string>();
  /** to be unsubscribed, and then subscribed again */
  readonly #renewed = new Set<string>();
  /** of refused messages: each part is asked for by itself */
  readonly #parts: (readonly string[])[] = [];
  /** refused by themselves: not asked for until `retry` */
  readonly #rejected = new Set<string>();

  constructor(streamsPerMessage: number) {
    this.#streamsPerMessage = streamsPerMessage;
  }

  want(streams: ReadonlySet<string>): void {
    this.#wanted = streams;
    for (const stream of this.#rejected) if (!streams.has(stream)) this.#rejected.delete(stream);
  }

  /** They will be subscribed again, as if they never had been. */
  renew(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#acknowledged.delete(stream);
      if (this.#asked.has(stream)) this.#renewed.add(stream);
    }
  }

  isAcknowledged(stream: string): boolean {
    return this.#acknowledged.has(stream);
  }

  get hasAcknowledged(): boolean {
    return this.#acknowledged.size > 0;
  }

  /** The message was accepted. Returns those of its streams that are subscribed by it; the others were asked for again since. */
  acknowledge(id: number, streams: readonly string[]): string[] {
    const present = this.askedBy(id, streams).filter((stream) => !this.#renewed.has(stream));
    for (const stream of present) this.#acknowledged.add(stream);
    return present;
  }

  /** Those of the streams that no later message asked for. */
  askedBy(id: number, streams: readonly string[]): string[] {
    return streams.filter((stream) => this.#asked.get(stream) === id);
  }

  /** They count as never asked for, unless a later message asked for them. */
  forget(id: number, streams: readonly string[]): void {
    for (const stream of this.askedBy(id, streams)) this.#asked.delete(stream);
  }

  /** The exchange refused a message with these streams: each half is asked for by itself. */
  halve(streams: readonly string[]): void {
    for (const stream of streams) this.#asked.delete(stream);
    const middle = Math.ceil(streams.length / 2);
    this.#parts.push(streams.slice(0, middle), streams.slice(middle));
  }

  reject(stream: string): void {
    this.#asked.delete(stream);
    this.#rejected.add(stream);
  }

  retry(stream: string): void {
    this.#rejected.delete(stream);
    this.#parts.push([stream]);
  }

  /**
   * The exchange listed what the connection has. What is missing counts as never asked for; what should not be there counts
   * as asked for, by the message `id`, and so is unsubscribed.
   */
  compare(id: number, listed: ReadonlySet<string>): { readonly lost: string[]; readonly stray: string[] } {
    const lost = [...this.#asked.keys()].filter((stream) => !listed.has(stream));
    const stray = [...listed].filter((stream) => !this.#asked.has(stream));
    for (const stream of lost) {
      this.#asked.delete(stream);
      this.#acknowledged.delete(stream);
    }
    for (const stream of stray) {
      this.#asked.set(stream, id);
      if (this.#wanted.has(stream)) this.#renewed.add(stream);
    }
    return { lost, stray };
  }

  /** For the next message; empty when nothing is to be unsubscribed. */
  nextToUnsubscribe(): string[] {
    return this.#first(this.#asked.keys(), (stream) => !this.#wanted.has(stream) || this.#renewed.has(stream));
  }

  /** For the next message; empty when nothing is to be subscribed. */
  nextToSubscribe(): string[] {
    const isMissing = (stream: string) => !this.#asked.has(stream) && !this.#rejected.has(stream);
    for (let part = this.#parts.shift(); part; part = this.#parts.shift()) {
      const wanted = part.filter((stream) => this.#wanted.has(stream) && isMissing(stream));
      if (wanted.length > 0) return wanted;
    }
    return this.#first(this.#wanted, isMissing);
  }

  /** The message that unsubscribes them was sent. */
  unsubscribed(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#asked.delete(stream);
      this.#acknowledged.delete(stream);
      this.#renewed.delete(stream);
    }
  }

  /** The message `id`, which subscribes them, was sent. */
  askedFor(id: number, streams: readonly string[]): void {
    for (const stream of streams) this.#asked.set(stream, id);
  }

  #first(streams: Iterable<string>, matches: (stream: string) => boolean): string[] {
    const found: string[] = [];
    for (const stream of streams) {
      if (!matches(stream)) continue;
      found.push(stream);
      if (found.length === this.#streamsPerMessage) break;
    }
    return found;
  }
}
