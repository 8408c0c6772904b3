import type { Book, Feed } from '../../domain/market/coin.ts';
import { MINUTE_MS, minuteOf, TICK_VERSION, type Tick } from '../../domain/market/tick.ts';
import type { PublishedTrade, Trade } from '../../domain/market/trade.ts';
import { PendingTrades } from './pending-trades.ts';
import {
  hasWindows,
  NO_VALUES,
  type ToldValues,
  type WindowedMetrics,
  windowedMetricsOf,
} from './published-metrics.ts';

/** A coin without trades gets a tick of its own when its published mark is this much older than the known one. */
export const MARK_INTERVAL_MS = 2_000;
/** More minutes in a row than a day of them are not told one by one. */
export const MAX_MINUTES_IN_A_ROW = 1_440;

export interface OutboxOptions {
  readonly symbol: string;
  readonly book: Book;
  readonly values: ToldValues;
  /** the minutes from `from` up to, not including, `to` are left out: there are too many of them */
  readonly onSkipped: (from: number, to: number) => void;
}

export interface CutContext {
  readonly feed: Feed;
  readonly epoch: number;
  /** own clock, ms */
  readonly now: number;
  /** exchange clock, ms */
  readonly exchangeNow: number;
  /** exchange clock minus own clock, ms; null when it is not measured */
  readonly clockOffsetMs: number | null;
}

/** A trade on its way or in the stream, and the one before it. */
interface Tail {
  readonly trade: Trade;
  readonly before: Trade | null;
}

/** An instant before which every trade has been received, and how many trades had been received by then. */
interface Mark {
  readonly instant: number;
  readonly received: number;
}

/** What the next tick is to hold. */
interface Turn {
  readonly minute: number;
  /** trades from the head of those that are pending */
  readonly count: number;
  readonly mark: number | null;
  /** there is more to say that has to wait for the next tick */
  readonly heldBack: boolean;
}

/** A tick on its way to the stream. */
interface Flight extends Turn {
  /** its last trade; null when it has none, or the coin was let go meanwhile */
  readonly last: Tail | null;
  readonly bookVersion: number;
}

/**
 * Makes the ticks of one coin, one at a time: between `cut` and `accepted` or `refused` it makes no other.
 *
 * `seq` grows with every attempt: one whose answer was lost may have been accepted, and a page must not be trusted after
 * two different ticks of one seq. Trades that were refused stay at the head and are merged with what came since. Where
 * all is dropped, a tick without trades is sent until the stream takes one.
 *
 * While the book has a series of a windowed metric, every minute is told, in order, and each to its end (a mark): the
 * minute that is told at present is `#open`, and no tick of a later one is cut before a tick that closes it is accepted.
 * A trade that comes late, in a minute that was closed, has a tick of its own minute, which claims nothing.
 */
export class CoinOutbox {
  readonly symbol: string;
  readonly #pending = new PendingTrades();
  readonly #onSkipped: OutboxOptions['onSkipped'];
  #book: Book;
  #windowed: WindowedMetrics;
  #values: ToldValues;
  /** start of the first minute that is not told to its end; null while minutes may be left out */
  #open: number | null = null;
  #seq = 0;
  #flight: Flight | null = null;
  /** the newest that came in, the one before the next tick's first, and the last that is known to be in the stream */
  #newest: Trade | null = null;
  #previous: Tail | null = null;
  #published: Tail | null = null;
  #publishedBook: number | null = null;
  #mark: Mark | null = null;
  /** of the present series of ids: the highest mark that was sent, and the highest that is known to have arrived */
  #sentMark = Number.NEGATIVE_INFINITY;
  #acceptedMark = Number.NEGATIVE_INFINITY;
  /** trades ever received, and of those the ones that are accepted or dropped */
  #received = 0;
  #settled = 0;
  #left = false;
  /** what there was to say is gone: only whether the stream takes a tick is asked */
  #isProbing = false;

  constructor({ symbol, book, values, onSkipped }: OutboxOptions) {
    this.symbol = symbol;
    this.#book = book;
    this.#windowed = windowedMetricsOf(book);
    this.#values = values;
    this.#onSkipped = onSkipped;
  }

  get pendingCount(): number {
    return this.#pending.count;
  }

  get book(): Book {
    return this.#book;
  }

  /** The windowed metrics that the coin's alerts use; the same object until they use others. */
  get windowed(): WindowedMetrics {
    return this.#windowed;
  }

  /**
   * Start of the first minute before `time` (exchange ms) that is still to be published to its end; null when there is none: too
   * many minutes without a trade are left out.
   */
  firstUntoldBefore(time: number): number | null {
    const first = this.#pending.at(0);
    if (first) return Math.min(minuteOf(first.time), this.#open ?? Number.POSITIVE_INFINITY);
    return this.#open !== null && this.#areTooMany(minuteOf(time), this.#open) ? null : this.#open;
  }

  /** The last trade that the stream is known to have taken since the coin is wanted. */
  get published(): Trade | null {
    return this.#published?.trade ?? null;
  }

  /** The same with the one before it, for who goes on from there. */
  get publishedTail(): PublishedTrade | null {
    if (!this.#published) return null;
    const { trade, before } = this.#published;
    if (before?.id !== trade.id - 1) return trade;
    const { time, price, quantity } = before;
    return { ...trade, before: { time, price, quantity } };
  }

  /** The last trade of the tick that is under way; null when there is none. */
  get onItsWay(): Trade | null {
    return this.#flight?.last?.trade ?? null;
  }

  setBook(book: Book): void {
    const told = this.#tellsEveryMinute();
    if (book.metrics.join() !== this.#book.metrics.join()) this.#windowed = windowedMetricsOf(book);
    this.#book = book;
    if (told !== this.#tellsEveryMinute()) this.#open = null;
  }

  /** The last trade told before this run, or before the coin was let go: the minutes from its own on are told in order. */
  joinOn({ before, ...trade }: PublishedTrade): void {
    this.#previous ??= { trade, before: before ? { id: trade.id - 1, ...before } : null };
    if (this.#tellsEveryMinute()) this.#open ??= minuteOf(trade.time);
  }

  add(trade: Trade, receivedAt: number, source: Tick['source'] = 'live'): void {
    if (this.#newest && trade.id <= this.#newest.id) this.#forgetMarks();
    this.#newest = trade;
    this.#pending.add(trade, receivedAt, source);
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
    this.#forgetLaterMinutes();
    const turn = this.#tellsEveryMinute() ? this.#nextInOrder(context) : this.#next(context);
    if (!turn) return null;
    if (turn.count > 0) this.#partFromOldIds();
    if (this.#tellsEveryMinute()) this.#begin(turn);
    this.#seq += 1;
    this.#flight = { ...turn, last: this.#tailOf(turn), bookVersion: this.#book.version };
    this.#sentMark = turn.mark ?? this.#sentMark;
    return this.#tick(turn, context);
  }

  /** The tick is in the stream. Answers whether there is more that can go at once. */
  accepted(): boolean {
    if (!this.#flight) return false;
    const { minute, count, heldBack, last, bookVersion, mark } = this.#flight;
    this.#pending.dropHead(count);
    this.#settled += count;
    this.#previous = last ?? this.#previous;
    this.#published = last ?? this.#published;
    this.#publishedBook = bookVersion;
    this.#acceptedMark = mark ?? this.#acceptedMark;
    if (minute === this.#open && mark === minute + MINUTE_MS) this.#open = mark;
    this.#flight = null;
    this.#isProbing = false;
    return heldBack;
  }

  /** The tick may or may not be in the stream: what it held is sent again under a new seq. */
  refused(): void {
    this.#flight = null;
  }

  /** Another coin trades under the name from the next trade on: it has no past. Nothing is pending or on its way. */
  beginListing(): void {
    this.#previous = null;
    this.#open = null;
    this.#values.forget();
    this.#forgetMarks();
    this.#seq += 1;
  }

  /** The coin is no longer wanted: what is on its way may arrive, nothing else is sent. */
  leave(): void {
    this.#left = true;
    this.#newest = null;
    this.#previous = null;
    this.#published = null;
    this.dropAll();
    if (this.#flight) this.#flight = { ...this.#flight, last: null };
  }

  /** The coin is wanted again: its first tick must not look like the successor of the last one. */
  rejoin(book: Book, values: ToldValues): void {
    this.#left = false;
    this.#isProbing = false;
    this.setBook(book);
    this.#values = values;
    this.#publishedBook = null;
    this.#open = null;
    this.#forgetMarks();
    this.#seq += 1;
  }

  /**
   * Drops all trades, also those on their way, which may reach the stream all the same. What comes next must follow on
   * the last one that did.
   */
  dropAll(): Trade[] {
    const dropped = this.#pending.dropAll();
    this.#settled += dropped.length;
    this.#newest = this.published;
    this.#mark = null;
    this.#isProbing = true;
    if (this.#flight) this.#flight = { ...this.#flight, count: 0 };
    return dropped;
  }

  #tellsEveryMinute(): boolean {
    return hasWindows(this.#windowed);
  }

  /** For a coin with prices only: the price at any instant is that of the last trade, so minutes may be left out. */
  #next({ exchangeNow }: CutContext): Turn | null {
    const count = this.#pending.headCount();
    const known = this.#markAfter(count);
    if (count === 0 && !this.#hasToGo() && !this.#isMarkDue(known)) return null;
    const minute = minuteOf(this.#pending.at(0)?.time ?? known ?? exchangeNow);
    return { minute, count, mark: this.#markWithin(known, minute), heldBack: count < this.#pending.count };
  }

  #nextInOrder({ exchangeNow }: CutContext): Turn | null {
    const first = this.#pending.at(0);
    const known = this.#markAfter(0);
    const reached = first?.time ?? known;
    if (reached !== null) this.#skipTo(minuteOf(reached));
    if (!first) return this.#withoutTrades(known, this.#open ?? minuteOf(known ?? exchangeNow));
    const open = this.#open;
    if (open === null || first.time < open + MINUTE_MS) return this.#withTrades(minuteOf(first.time));
    return { minute: open, count: 0, mark: open + MINUTE_MS, heldBack: true };
  }

  /** A trade of a later minute at hand says as much as a mark: those of this one have all come. */
  #withTrades(minute: number): Turn {
    const count = this.#pending.headCount();
    const after = this.#pending.at(count);
    const known = after && after.time >= minute + MINUTE_MS ? after.time : this.#markAfter(count);
    return { minute, count, mark: this.#markWithin(known, minute), heldBack: count < this.#pending.count };
  }

  #withoutTrades(known: number | null, minute: number): Turn | null {
    const mark = this.#markWithin(known, minute);
    const isOver = known !== null && mark === minute + MINUTE_MS;
    const isDue = mark !== null && (isOver || this.#isMarkDue(known));
    if (!isDue && !this.#hasToGo()) return null;
    return { minute, count: 0, mark, heldBack: isOver && known - mark >= MINUTE_MS };
  }

  #skipTo(minute: number): void {
    const open = this.#open;
    if (open === null || !this.#areTooMany(minute, open)) return;
    this.#open = minute;
    this.#onSkipped(open, minute);
  }

  #areTooMany(minute: number, open: number): boolean {
    return minute - open > MAX_MINUTES_IN_A_ROW * MINUTE_MS;
  }

  /** The first tick that says something of a minute begins the telling, unless its trades come late. */
  #begin({ minute, count, mark }: Turn): void {
    const says = count > 0 || mark !== null;
    if (says && this.#sentMark <= minute + MINUTE_MS) this.#open ??= minute;
  }

  #tailOf({ count }: Turn): Tail | null {
    const trade = this.#pending.at(count - 1);
    return trade && { trade, before: this.#pending.at(count - 2) ?? this.#previous?.trade ?? null };
  }

  #tick({ minute, count, mark }: Turn, context: CutContext): Tick {
    return {
      v: TICK_VERSION,
      symbol: this.symbol,
      feed: context.feed,
      epoch: context.epoch,
      seq: this.#seq,
      book: this.#book,
      source: (count > 0 ? this.#pending.firstSource() : null) ?? 'live',
      receivedAt: (count > 0 ? this.#pending.firstReceivedAt() : null) ?? context.now,
      receivedAfter: this.#pending.receivedAfter(count),
      publishedAt: context.now,
      clockOffsetMs: context.clockOffsetMs,
      previous: this.#previous?.trade ?? null,
      beforePrevious: this.#previous?.before ?? null,
      ...(count > 0 || mark !== null ? this.#values.partOf(minute, this.#windowed) : NO_VALUES),
      minute,
      mark,
      trades: this.#pending.columns(count),
    };
  }

  /**
   * Where the ids began anew, no trade before is the previous one. The tick must not look like the successor of the
   * last one either: its reader would take the new, lower ids for judged.
   */
  #partFromOldIds(): void {
    if (!this.#beginsAnew()) return;
    this.#previous = null;
    this.#seq += 1;
  }

  #beginsAnew(): boolean {
    const first = this.#pending.at(0);
    return first !== null && this.#previous !== null && first.id <= this.#previous.trade.id;
  }

  /** Where ids begin anew at earlier times, minutes and marks that old trades have told since are none of theirs. */
  #forgetLaterMinutes(): void {
    const first = this.#pending.at(0);
    if (this.#open === null || !first || first.time >= this.#open || !this.#beginsAnew()) return;
    this.#open = null;
    this.#values.forget();
    this.#sentMark = Number.NEGATIVE_INFINITY;
    this.#acceptedMark = Number.NEGATIVE_INFINITY;
  }

  /** Where ids begin anew, times may go back with them: a mark of the old ones would outrank all that are to come. */
  #forgetMarks(): void {
    this.#mark = null;
    this.#sentMark = Number.NEGATIVE_INFINITY;
    this.#acceptedMark = Number.NEGATIVE_INFINITY;
    if (this.#flight) this.#flight = { ...this.#flight, mark: null };
  }

  /** Also without a trade or a mark to tell. */
  #hasToGo(): boolean {
    return this.#isProbing || this.#publishedBook !== this.#book.version;
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
