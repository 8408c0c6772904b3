import type { Candle } from '../../domain/candle.ts';
import { type MinuteGap, MinuteHistory, type MinuteValues } from '../../domain/minute-history.ts';
import { MINUTE_MS, minuteOf } from '../../domain/tick.ts';
import type { Trade } from '../../domain/trade.ts';
import { ToldValues, type ValueSource } from '../told-values.ts';
import { emptyCandle, OpenCandle } from './open-candle.ts';

/** What one coin's minutes tell as they end. */
export interface MinutesListener {
  /** Every trade of the minute was seen. */
  onClosed(candle: Candle): void;
  /** Trades of the minutes from `from` up to, not including, `to` were missed: what they held has to be asked for. */
  onUnknown(from: number, to: number): void;
  /**
   * Nothing that was known of the coin holds: its time went back, or the name stands for another coin since the minute
   * `listedFrom`.
   */
  onBeganAnew(listedFrom: number | null): void;
}

/** A coin that was silent for longer than its windows reach has no windows left to close minute by minute. */
export const MAX_SILENT_MINUTES = 10_080;

/**
 * The minutes of one followed coin, from its trades:
 *
 *   trade ──▶ open candle ──(a trade of a later minute, or a mark past the end)──▶ closed ──▶ windows (MinuteHistory)
 *                                                                                    └─────▶ listener: stored
 *
 * Time never goes back: a trade that steps back into a closed minute counts for the open one. A minute in which trades
 * were missed, and the one in which the coin was joined, closes as unknown.
 */
export class CoinMinutes implements ValueSource {
  #history = new MinuteHistory();
  readonly #shown = new ToldValues(this);
  readonly #listener: MinutesListener;
  #open: OpenCandle | null = null;
  /** end of the open minute, ms */
  #end = Number.NEGATIVE_INFINITY;
  #isComplete = false;
  #lastPrice: string | null = null;
  #lastId = -1;
  #revision = 0;
  /** the minute in which another coin began to trade under the name; null when none did */
  #listedFrom: number | null = null;

  constructor(listener: MinutesListener) {
    this.#listener = listener;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Start of the minute that is open, or else the one after the newest known; null when nothing is known. */
  get present(): number | null {
    return this.#open?.start ?? this.#history.next;
  }

  valuesAt(minute: number): MinuteValues {
    return this.#history.valuesAt(minute);
  }

  /** The values of the present minute; the same until it ends, but for those that become known. */
  presentValues(): MinuteValues | null {
    return this.present === null ? null : this.#shown.of(this.present);
  }

  /**
   * The next trade in id order; if some were missed before it, `missedBefore` is called first. One that was added before
   * changes nothing: it comes again when what the stream had not taken is filled by id.
   */
  add(trade: Trade): void {
    if (trade.id <= this.#lastId) return;
    this.#lastId = trade.id;
    if (trade.time >= this.#end) this.#advance(minuteOf(trade.time), true);
    this.#open?.add(trade);
    this.#lastPrice = trade.price;
  }

  /** Ids are missing before one of this time (exchange ms), or nothing is known of what came before it. */
  missedBefore(time: number): void {
    this.#isComplete = false;
    this.#lastPrice = null;
    if (time >= this.#end) this.#advance(minuteOf(time), false);
  }

  /** The ids began again lower down, with a trade of this time. Where time went back with them, nothing is known. */
  beginAnew(time: number): void {
    this.#lastId = -1;
    if (this.#listedFrom !== null && time < this.#listedFrom) this.#listedFrom = null;
    if (this.#open && time < this.#open.start) this.#forget();
    this.missedBefore(time);
  }

  /** Another coin trades under the name since this instant (exchange ms): nothing before its minute counts, whoever has it. */
  beginListing(time: number): void {
    this.#listedFrom = minuteOf(time);
    this.#lastId = -1;
    this.#lastPrice = null;
    this.#forget();
  }

  /** Every trade before `mark` (exchange ms) was seen, or is known to be missing. Before the first trade it says nothing. */
  passTo(mark: number): void {
    if (this.#open && mark >= this.#end) this.#advance(minuteOf(mark), true);
  }

  /** What ended before this minute can be loaded, whatever comes first. */
  beginAt(minute: number): void {
    this.#history.closeUnknown(minute - MINUTE_MS);
    this.#revision += 1;
  }

  /** 1-minute candles from elsewhere, in any order; what is known already stays. */
  load(candles: Iterable<Candle>): void {
    this.#history.load(candles);
    this.#revision += 1;
  }

  loadHours(candles: Iterable<Candle>): void {
    this.#history.loadHours(candles);
    this.#revision += 1;
  }

  /** The exchange's first candle of the coin is of this minute. */
  beganAt(minute: number): void {
    this.#history.beganAt(minute);
    this.#revision += 1;
  }

  /** What is unknown of the minutes that have ended, as far as the windows reach. */
  unknownSince(from: number): readonly MinuteGap[] {
    const { next } = this.#history;
    return next === null ? [] : this.#history.unknownMinutes(from, next);
  }

  #forget(): void {
    this.#history = new MinuteHistory();
    if (this.#listedFrom !== null) this.#history.beganAt(this.#listedFrom);
    this.#shown.forget();
    this.#open = null;
    this.#end = Number.NEGATIVE_INFINITY;
    this.#listener.onBeganAnew(this.#listedFrom);
  }

  /** `minute` becomes the open one. `isSeen`: no trade since the open one was missed. */
  #advance(minute: number, isSeen: boolean): void {
    const open = this.#open;
    if (open) this.#close(open);
    if (isSeen && open && minute - this.#end <= MAX_SILENT_MINUTES * MINUTE_MS) this.#closeEmpties(this.#end, minute);
    else this.#closeUnknown(this.#history.next ?? minute - MINUTE_MS, minute);
    this.#isComplete = isSeen && open !== null;
    this.#open = new OpenCandle(minute);
    this.#end = minute + MINUTE_MS;
    this.#revision += 1;
  }

  #close(open: OpenCandle): void {
    const candle = open.candle();
    if (!this.#isComplete) this.#closeUnknown(open.start, this.#end);
    else if (!candle) this.#closeEmpties(open.start, this.#end);
    else {
      this.#history.close(candle);
      this.#listener.onClosed(candle);
    }
  }

  #closeEmpties(from: number, to: number): void {
    for (let minute = from; minute < to; minute += MINUTE_MS) {
      this.#history.closeEmpty(minute);
      if (this.#lastPrice !== null) this.#listener.onClosed(emptyCandle(minute, this.#lastPrice));
    }
  }

  #closeUnknown(from: number, to: number): void {
    if (from >= to) return;
    this.#history.closeUnknown(to - MINUTE_MS);
    this.#listener.onUnknown(from, to);
  }
}
