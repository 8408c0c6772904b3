import type { Book, Feed } from '../domain/coin.ts';
import { MINUTE_MS, minuteOf, TICK_VERSION, type Tick } from '../domain/tick.ts';
import type { Trade } from '../domain/trade.ts';
import { PendingTrades } from './pending-trades.ts';

/** A coin without trades gets a tick of its own when its published mark is this much older than the known one. */
export const MARK_INTERVAL_MS = 2_000;

export interface CutContext {
  readonly feed: Feed;
  readonly epoch: number;
  /** own clock, ms */
  readonly now: number;
  /** exchange clock, ms */
  readonly exchangeNow: number;
}

/** An instant before which every trade has been received, and how many trades had been received by then. */
interface Mark {
  readonly instant: number;
  readonly received: number;
}

interface Flight {
  readonly count: number;
  /** trades were pending that had to wait for the next tick */
  readonly heldBack: boolean;
  readonly last: Trade | null;
  readonly bookVersion: number;
  readonly mark: number | null;
}

/**
 * Makes the ticks of one coin, one at a time: between `cut` and `accepted` or `refused` it makes no other.
 *
 * `seq` grows with every attempt: one whose answer was lost may have been accepted, and a page must not be trusted after
 * two different ticks of one seq. Trades that were refused stay at the head and are merged with what came since.
 */
export class CoinOutbox {
  readonly symbol: string;
  readonly #pending = new PendingTrades();
  #book: Book;
  #seq = 0;
  #flight: Flight | null = null;
  /** the newest that came in, the one before the next tick's first, and the last that is known to be in the stream */
  #newest: Trade | null = null;
  #previous: Trade | null = null;
  #published: Trade | null = null;
  #publishedBook: number | null = null;
  #mark: Mark | null = null;
  /** of the present series of ids: the highest mark that was sent, and the highest that is known to have arrived */
  #sentMark = Number.NEGATIVE_INFINITY;
  #acceptedMark = Number.NEGATIVE_INFINITY;
  /** trades ever received, and of those the ones that are accepted or dropped */
  #received = 0;
  #settled = 0;
  #left = false;

  constructor(symbol: string, book: Book) {
    this.symbol = symbol;
    this.#book = book;
  }

  get pendingCount(): number {
    return this.#pending.count;
  }

  get book(): Book {
    return this.#book;
  }

  /** The last trade that the stream is known to have taken since the coin is wanted. */
  get published(): Trade | null {
    return this.#published;
  }

  /** All that is not known to be in the stream, in the order in which it came. */
  get unpublished(): readonly Trade[] {
    return this.#pending.all;
  }

  setBook(book: Book): void {
    this.#book = book;
  }

  /** The next trade follows directly on this one, which was published before this run, or before the coin was let go. */
  joinOn(published: Trade): void {
    this.#previous ??= published;
  }

  add(trade: Trade, receivedAt: number): void {
    if (this.#newest && trade.id <= this.#newest.id) this.#forgetMarks();
    this.#newest = trade;
    this.#pending.add(trade, receivedAt);
    this.#received += 1;
  }

  /** Every trade before `instant` (exchange clock, ms) has been received. Never goes backwards while ids grow. */
  setMark(instant: number): void {
    if (instant > (this.#mark?.instant ?? this.#sentMark)) this.#mark = { instant, received: this.#received };
  }

  /** Nothing is known any more of what may have been missed. */
  loseMark(): void {
    this.#mark = null;
  }

  /** The next tick, or null when there is nothing to say or one is still unacknowledged. */
  cut(context: CutContext): Tick | null {
    if (this.#flight || this.#left) return null;
    const count = this.#pending.headCount();
    const known = this.#markAfter(count);
    if (count === 0 && !this.#isBookNew() && !this.#isMarkDue(known)) return null;
    const minute = minuteOf(this.#pending.at(0)?.time ?? known ?? context.exchangeNow);
    const mark = this.#markWithin(known, minute);
    this.#partFromOldIds();
    this.#seq += 1;
    this.#flight = {
      count,
      heldBack: count < this.#pending.count,
      last: this.#pending.at(count - 1),
      bookVersion: this.#book.version,
      mark,
    };
    this.#sentMark = mark ?? this.#sentMark;
    return {
      v: TICK_VERSION,
      symbol: this.symbol,
      feed: context.feed,
      epoch: context.epoch,
      seq: this.#seq,
      book: this.#book,
      source: 'live',
      receivedAt: this.#pending.firstReceivedAt() ?? context.now,
      publishedAt: context.now,
      previous: this.#previous,
      refs: {},
      measures: {},
      minute,
      mark,
      trades: this.#pending.columns(count),
    };
  }

  /** The tick is in the stream. Answers whether trades were held back that can go at once. */
  accepted(): boolean {
    if (!this.#flight) return false;
    const { count, heldBack, last, bookVersion, mark } = this.#flight;
    this.#pending.dropHead(count);
    this.#settled += count;
    this.#previous = last ?? this.#previous;
    this.#published = last ?? this.#published;
    this.#publishedBook = bookVersion;
    this.#acceptedMark = mark ?? this.#acceptedMark;
    this.#flight = null;
    return heldBack;
  }

  /** The tick may or may not be in the stream: what it held is sent again under a new seq. */
  refused(): void {
    this.#flight = null;
    if (this.#left) this.dropUnsent();
  }

  /** The coin is no longer wanted: what is on its way may arrive, nothing else is sent. */
  leave(): void {
    this.#left = true;
    this.#newest = null;
    this.#previous = null;
    this.#published = null;
    if (this.#flight) this.#flight = { ...this.#flight, last: null };
    this.dropUnsent();
  }

  /** The coin is wanted again: its first tick must not look like the successor of the last one. */
  rejoin(book: Book): void {
    this.#left = false;
    this.#book = book;
    this.#publishedBook = null;
    this.#forgetMarks();
    this.#seq += 1;
  }

  /** Drops what is not on its way. Until the next heartbeat nothing is claimed about what is gone. */
  dropUnsent(): Trade[] {
    const dropped = this.#pending.dropTail(this.#flight?.count ?? 0);
    this.#settled += dropped.length;
    this.#mark = null;
    return dropped;
  }

  /**
   * Where the ids began anew, no trade before is the previous one. The tick must not look like the successor of the
   * last one either: its reader would take the new, lower ids for judged.
   */
  #partFromOldIds(): void {
    const first = this.#pending.at(0);
    if (!first || !this.#previous || first.id > this.#previous.id) return;
    this.#previous = null;
    this.#seq += 1;
  }

  /** Where ids begin anew, times may go back with them: a mark of the old ones would outrank all that are to come. */
  #forgetMarks(): void {
    this.#mark = null;
    this.#sentMark = Number.NEGATIVE_INFINITY;
    this.#acceptedMark = Number.NEGATIVE_INFINITY;
    if (this.#flight) this.#flight = { ...this.#flight, mark: null };
  }

  #isBookNew(): boolean {
    return this.#publishedBook !== this.#book.version;
  }

  #isMarkDue(known: number | null): boolean {
    return known !== null && known - this.#acceptedMark >= MARK_INTERVAL_MS;
  }

  /** The mark that holds once `count` more trades are published; null when trades before it would still be missing. */
  #markAfter(count: number): number | null {
    if (!this.#mark || this.#settled + count < this.#mark.received) return null;
    return this.#mark.instant;
  }

  /** What a tick says holds for its minute only, so its mark reaches no further than the minute's end. */
  #markWithin(known: number | null, minute: number): number | null {
    if (known === null) return null;
    const mark = Math.min(known, minute + MINUTE_MS);
    return mark >= this.#sentMark ? mark : null;
  }
}
