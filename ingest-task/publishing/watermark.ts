import { MINUTE_MS } from '../../domain/market/tick.ts';

/** A coin without trades gets a tick of its own when its accepted watermark is this much older than the known one. */
export const WATERMARK_INTERVAL_MS = 2_000;

/** Every trade before `instant` (exchange ms) was received. It may be published once the first `pending` waiting trades are. */
interface KnownWatermark {
  readonly instant: number;
  readonly pending: number;
}

/**
 * The watermark of one coin: an instant before which every trade is published. It never goes backwards while trade ids grow:
 * known (by a heartbeat) → sent (in a tick) → accepted (by the stream).
 */
export class Watermark {
  #known: KnownWatermark | null = null;
  #sent = Number.NEGATIVE_INFINITY;
  #accepted = Number.NEGATIVE_INFINITY;

  /** Every trade before `instant` was received; `pendingCount` of them wait to be published. */
  set(instant: number, pendingCount: number): void {
    if (instant > (this.#known?.instant ?? this.#sent)) this.#known = { instant, pending: pendingCount };
  }

  /** Trades may have been missed: nothing is known until the next `set`. */
  lose(): void {
    this.#known = null;
  }

  /** After an id restart times may go back: an old watermark would outrank all that follow. */
  reset(): void {
    this.lose();
    this.resetSent();
  }

  resetSent(): void {
    this.#sent = Number.NEGATIVE_INFINITY;
    this.#accepted = Number.NEGATIVE_INFINITY;
  }

  /** The first `count` pending trades are published. */
  published(count: number): void {
    if (this.#known) this.#known = { ...this.#known, pending: this.#known.pending - count };
  }

  sent(instant: number | null): void {
    this.#sent = instant ?? this.#sent;
  }

  accepted(instant: number | null): void {
    this.#accepted = instant ?? this.#accepted;
  }

  /** The watermark that holds once `count` more trades are published; null when earlier trades would still be missing. */
  after(count: number): number | null {
    return this.#known && count >= this.#known.pending ? this.#known.instant : null;
  }

  /** A tick speaks for its own minute, so its watermark ends with that minute; null when a later one was sent already. */
  within(known: number | null, minute: number): number | null {
    if (known === null) return null;
    const instant = Math.min(known, minute + MINUTE_MS);
    return instant >= this.#sent ? instant : null;
  }

  isDue(known: number | null): boolean {
    return known !== null && known - this.#accepted >= WATERMARK_INTERVAL_MS;
  }

  wasSentBeyond(instant: number): boolean {
    return this.#sent > instant;
  }
}
