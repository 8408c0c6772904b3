import type { Candle } from '../../domain/market/candle.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { type MinuteGap, MinuteHistory, type MinuteValues } from '../../domain/metrics/minute-history.ts';
import { PublishedMetrics, type ValueSource } from '../publishing/published-metrics.ts';
import { emptyCandle, OpenCandle } from './open-candle.ts';

/** A known id of a coin, and its time (exchange ms). */
export interface TradePlace {
  readonly id: number;
  readonly time: number;
}

/** Where trades joined the history: of the minute that begins at `minute`, those up to `id` are not in it yet. */
export interface Join {
  readonly id: number;
  /** of that id, exchange ms */
  readonly time: number;
  readonly minute: number;
}

/** What one coin's minutes tell as they end. */
export interface MinutesListener {
  /** Every trade of the minute was seen. */
  onClosed(candle: Candle): void;
  /** Trades of the minutes from `from` up to, not including, `to` were missed: what they held has to be asked for. */
  onUnknown(from: number, to: number): void;
  /** The trades go on behind an id: its minute, and what is unknown before it, can be completed now. */
  onJoined(): void;
  /**
   * Nothing that was known of the coin holds: its time went back, or the name stands for another coin since the minute
   * `listedFrom`.
   */
  onIdRestart(listedFrom: number | null): void;
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
 * were missed closes as unknown, and so does the one of a join until `complete` brings what came before it.
 */
export class CoinMinutes implements ValueSource {
  #history = new MinuteHistory();
  /** what the ticks of each minute say, which is what the API shows */
  readonly told: PublishedMetrics = new PublishedMetrics(this);
  readonly #listener: MinutesListener;
  #open: OpenCandle | null = null;
  /** end of the open minute, ms */
  #end = Number.NEGATIVE_INFINITY;
  #isComplete = false;
  #join: Join | null = null;
  /** the rest of the join's minute, where that has ended before it was completed */
  #rest: OpenCandle | null = null;
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

  /** The values of the present minute, as its ticks say them. */
  presentValues(): MinuteValues | null {
    return this.present === null ? null : this.told.of(this.present);
  }

  /** The join that is not completed yet; null when there is none. */
  get join(): Join | null {
    return this.#join;
  }

  /** Whether the values of these metrics in the present minute are final. */
  covers(metrics: Iterable<WindowedMetric>): boolean {
    return this.present !== null && this.#history.covers(this.present, metrics);
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

  /** The next trade is the one after this id, and what the minute holds up to it is not known yet. */
  joinAfter({ id, time }: TradePlace): void {
    this.missedBefore(time);
    this.#lastId = Math.max(this.#lastId, id);
    const { minute } = this.#restart();
    this.#join = { id, time, minute };
    this.#rest = null;
    this.#listener.onJoined();
  }

  /**
   * All the trades from the start of the minute `from` up to the id of the join, which they complete. Of another join they
   * say nothing.
   */
  complete(join: Join, from: number, trades: readonly Trade[]): void {
    if (join !== this.#join) return;
    this.#join = null;
    const first = Math.max(from, this.#listedFrom ?? from);
    const parts = foldMinutes(
      trades.filter(({ time }) => time >= first),
      join.minute,
    );
    for (let minute = first; minute < join.minute; minute += MINUTE_MS) this.#fill(minute, parts.get(minute) ?? null);
    const whole = parts.get(join.minute) ?? new OpenCandle(join.minute);
    if (this.#open?.start === join.minute) {
      whole.append(this.#open);
      this.#open = whole;
      this.#isComplete = true;
    } else {
      if (this.#rest) whole.append(this.#rest);
      this.#fill(join.minute, whole);
    }
    this.#rest = null;
    this.#lastPrice ??= trades.at(-1)?.price ?? null;
    this.#revision += 1;
  }

  /** Its minute ends unknown, and is left to its candle. */
  leaveJoin(join: Join): void {
    if (join === this.#join) this.#join = null;
  }

  /** Ids are missing before one of this time (exchange ms), or nothing is known of what came before it. */
  missedBefore(time: number): void {
    // what is missing now would be missing from the trades that complete its minute
    if (this.#open && this.#join?.minute === this.#open.start) this.#join = null;
    this.#isComplete = false;
    this.#lastPrice = null;
    if (time >= this.#end) this.#advance(minuteOf(time), false);
  }

  /** The ids began again lower down, with a trade of this time. Where time went back with them, nothing is known. */
  resetAfterIdRestart(time: number): void {
    this.#lastId = -1;
    if (this.#listedFrom !== null && time < this.#listedFrom) this.#listedFrom = null;
    this.#join = null;
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

  /** A minute that has ended unknown. */
  #fill(minute: number, part: OpenCandle | null): void {
    const candle = part?.candle() ?? null;
    if (!candle) {
      this.#history.closeEmpty(minute);
      return;
    }
    this.#history.load([candle]);
    this.#listener.onClosed(candle);
  }

  /** What the open minute holds so far is left out: it comes again, with what was missed. */
  #restart(): { minute: number } {
    const minute = this.#end - MINUTE_MS;
    this.#open = new OpenCandle(minute);
    return { minute };
  }

  #forget(): void {
    this.#history = new MinuteHistory();
    if (this.#listedFrom !== null) this.#history.beganAt(this.#listedFrom);
    this.told.forget();
    this.#join = null;
    this.#open = null;
    this.#end = Number.NEGATIVE_INFINITY;
    this.#listener.onIdRestart(this.#listedFrom);
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
    if (!this.#isComplete) {
      if (open.start === this.#join?.minute) this.#rest = open;
      this.#closeUnknown(open.start, this.#end);
    } else if (!candle) this.#closeEmpties(open.start, this.#end);
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

/** By minute; a trade that steps back over the start of the last one counts for it. */
function foldMinutes(trades: readonly Trade[], last: number): Map<number, OpenCandle> {
  const parts = new Map<number, OpenCandle>();
  let minute = Number.NEGATIVE_INFINITY;
  for (const trade of trades) {
    minute = Math.min(last, Math.max(minute, minuteOf(trade.time)));
    const part = parts.get(minute) ?? new OpenCandle(minute);
    part.add(trade);
    parts.set(minute, part);
  }
  return parts;
}
