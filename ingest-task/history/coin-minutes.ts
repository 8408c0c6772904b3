import type { Candle } from '../../domain/market/candle.ts';
import { INTERVAL_MS } from '../../domain/market/candle-interval.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { METRIC_INTERVALS, type MetricInterval } from '../../domain/metrics/candle-reach.ts';
import { LISTED, type WindowedMetric } from '../../domain/metrics/metric.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import {
  areFinal,
  keptCandles,
  LONGEST_REACH,
  type MinuteValues,
  newHistory,
  valuesAt,
} from '../../domain/metrics/minute-values.ts';
import { PublishedMetrics, type ValueSource } from '../publishing/published-metrics.ts';
import { emptyCandle, foldMinutes, OpenCandle } from './open-candle.ts';

/** A known id of a coin, and its time (exchange ms). */
export interface TradePlace {
  readonly id: number;
  readonly time: number;
}

/** Where trades joined the history: the trades up to `id` of the minute that begins at `minute` are not in it yet. */
export interface Join {
  readonly id: number;
  /** of that id, exchange ms */
  readonly time: number;
  readonly minute: number;
}

/** Hears of one coin's minutes as they end. */
export interface MinutesListener {
  /** Every trade of the minute was seen. */
  onClosed(candle: Candle): void;
  /** Trades of the minutes from `from` up to, not including, `to` were missed: their candles must be requested. */
  onUnknown(from: number, to: number): void;
  /** The trades go on after an id: its minute, and unknown minutes before it, can be completed now. */
  onJoined(): void;
  /**
   * Nothing that was known of the coin is valid any more: its time went back, or the name stands for another coin since the
   * minute `listedFrom`.
   */
  onIdRestart(listedFrom: number | null): void;
}

/** After a longer silence no minute in the windows has a trade: its empty minutes are not closed one by one. */
export const MAX_SILENT_MINUTES = LONGEST_REACH.minutes;

/**
 * The minutes of one followed coin, from its trades:
 *
 *   trade ──▶ open candle ──(a trade of a later minute, or a watermark past the end)──▶ closed ──▶ windows (MinuteHistory)
 *                                                                                         └─────▶ listener: stored
 *
 * Time never goes back: a trade that steps back into a closed minute counts for the open one. A minute in which trades
 * were missed closes as unknown, and so does the minute of a join until `complete` brings the trades before it.
 */
export class CoinMinutes implements ValueSource {
  #history = newHistory();
  /** the values that the ticks of each minute carry, which the API shows as well */
  readonly published: PublishedMetrics = new PublishedMetrics(this);
  readonly #listener: MinutesListener;
  #open: OpenCandle | null = null;
  /** end of the open minute, ms */
  #end = Number.NEGATIVE_INFINITY;
  #isComplete = false;
  /** the last minute that closed with all of its trades */
  #closed: Candle | null = null;
  #join: Join | null = null;
  /** the rest of the join's minute, where that has ended before it was completed */
  #rest: OpenCandle | null = null;
  #lastPrice: string | null = null;
  #lastId = -1;
  #revision = 0;
  /** by the coin's alerts */
  #used: readonly WindowedMetric[] = [];
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

  valuesAt(minute: number, wanted: readonly WindowedMetric[] = LISTED): MinuteValues {
    return valuesAt(this.#history, minute, wanted);
  }

  /** The values of the present minute, as its ticks carry them. */
  presentValues(): MinuteValues | null {
    return this.present === null ? null : this.published.of(this.present);
  }

  /** The candle of the open minute, empty while nothing was traded in it; null when some of its trades were not seen. */
  openCandle(): Candle | null {
    const open = this.#open;
    if (!open || !this.#isComplete) return null;
    return open.candle() ?? (this.#lastPrice === null ? null : emptyCandle(open.start, this.#lastPrice));
  }

  /** The candle of the minute before the open one; null when nothing was traded in it, or some of its trades were not seen. */
  closedCandle(): Candle | null {
    return this.#closed?.start === this.#end - 2 * MINUTE_MS ? this.#closed : null;
  }

  /** Of a closed hour, named by its start, ms; null when it is not known. */
  closeOfHour(hour: number): string | null {
    return this.#history.closeOfHour(Math.floor(hour / INTERVAL_MS['1h']));
  }

  /** The minute in which trading began, ms; null while that is not known. */
  get began(): number | null {
    const { began } = this.#history;
    return Number.isFinite(began) ? began * MINUTE_MS : null;
  }

  /**
   * Keeps the candles that these metrics are computed from, besides those that every coin needs. Answers of which intervals older
   * ones are to be loaded.
   */
  use(metrics: readonly WindowedMetric[]): MetricInterval[] {
    const kept = keptCandles(metrics);
    const grown = METRIC_INTERVALS.filter((interval) => kept[interval] > this.keptCandles(interval));
    this.#used = metrics;
    this.#history.keep(kept);
    return grown;
  }

  /** How many candles of this interval are kept. */
  keptCandles(interval: MetricInterval): number {
    return this.#history.candles(interval).capacity;
  }

  /** The intervals of which more candles are kept than every coin needs. */
  usedCandles(): MetricInterval[] {
    const every = keptCandles([]);
    return METRIC_INTERVALS.filter((interval) => this.keptCandles(interval) > every[interval]);
  }

  /** The minute in which another coin began to trade under the name; null when none did. */
  get listedFrom(): number | null {
    return this.#listedFrom;
  }

  /** The join that is not completed yet; null when there is none. */
  get join(): Join | null {
    return this.#join;
  }

  /** Whether the values of these metrics in the present minute are final. */
  covers(metrics: Iterable<WindowedMetric>): boolean {
    return this.present !== null && areFinal(this.#history, this.present, metrics);
  }

  /**
   * Adds the next trade in id order; `missedBefore` is called first if trades before it were missed. A trade that was added
   * before has no effect: it comes again when trades that the stream had not accepted are filled by id.
   */
  add(trade: Trade): void {
    if (trade.id <= this.#lastId) return;
    this.#lastId = trade.id;
    if (trade.time >= this.#end) this.#advance(minuteOf(trade.time), true);
    this.#open?.add(trade);
    this.#lastPrice = trade.price;
  }

  /** The next trade is the one after this id; what was traded before it in its minute is not known yet. */
  joinAfter({ id, time }: TradePlace): void {
    this.missedBefore(time);
    this.#lastId = Math.max(this.#lastId, id);
    const { minute } = this.#restart();
    this.#join = { id, time, minute };
    this.#rest = null;
    this.#listener.onJoined();
  }

  /**
   * Completes the join with all the trades from the start of the minute `from` up to its id. Has no effect on another join.
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
    const completed = parts.get(join.minute) ?? new OpenCandle(join.minute);
    if (this.#open?.start === join.minute) {
      completed.append(this.#open);
      this.#open = completed;
      this.#isComplete = true;
    } else {
      if (this.#rest) completed.append(this.#rest);
      this.#fill(join.minute, completed);
    }
    this.#rest = null;
    this.#lastPrice ??= trades.at(-1)?.price ?? null;
    this.#revision += 1;
  }

  /** The join can't be completed: its minute ends unknown, and its candle is used later. */
  leaveJoin(join: Join): void {
    if (join === this.#join) this.#join = null;
  }

  /** Trades are missing before one of this time (exchange ms), or nothing is known of what came before it. */
  missedBefore(time: number): void {
    // the trades that are missing now would also be missing from those that complete its minute
    if (this.#open && this.#join?.minute === this.#open.start) this.#join = null;
    this.#isComplete = false;
    this.#lastPrice = null;
    if (time >= this.#end) this.#advance(minuteOf(time), false);
  }

  /** The ids restarted lower, with a trade of this time. Where time went back with them, nothing is known any more. */
  resetAfterIdRestart(time: number): void {
    this.#lastId = -1;
    if (this.#listedFrom !== null && time < this.#listedFrom) this.#listedFrom = null;
    this.#join = null;
    if (this.#open && time < this.#open.start) this.#forget();
    this.missedBefore(time);
  }

  /** Another coin trades under the name since this instant (exchange ms): nothing before its minute counts. */
  beginListing(time: number): void {
    this.#listedFrom = minuteOf(time);
    this.#lastId = -1;
    this.#lastPrice = null;
    this.#forget();
  }

  /** Every trade before `watermark` (exchange ms) was seen, or is known to be missing. Has no effect before the first trade. */
  passTo(watermark: number): void {
    if (this.#open && watermark >= this.#end) this.#advance(minuteOf(watermark), true);
  }

  /** Candles of minutes before this one can be loaded, even if no trade comes before them. */
  beginAt(minute: number): void {
    this.#history.closeUnknown(minute - MINUTE_MS);
    this.#revision += 1;
  }

  /** Adds 1-minute candles from the table or the exchange, in any order; known minutes stay as they are. */
  load(candles: Iterable<Candle>): void {
    this.#history.load(candles);
    this.#revision += 1;
  }

  loadCandles(interval: MetricInterval, candles: Iterable<Candle>): void {
    this.#history.loadCandles(interval, candles);
    this.#revision += 1;
  }

  /** The exchange's first candle of the coin is of this minute. */
  beganAt(minute: number): void {
    this.#history.beganAt(minute);
    this.#revision += 1;
  }

  /** The minutes that have ended unknown, from `from` on, as far back as the windows reach. */
  unknownSince(from: number): readonly MinuteGap[] {
    const { next } = this.#history;
    return next === null ? [] : this.#history.unknownMinutes(from, next);
  }

  /** Completes a minute that has ended unknown. */
  #fill(minute: number, part: OpenCandle | null): void {
    const candle = part?.candle() ?? null;
    if (!candle) {
      this.#history.closeEmpty(minute);
      return;
    }
    this.#history.load([candle]);
    this.#listener.onClosed(candle);
  }

  /** Empties the open minute: its trades come again, together with those that were missed. */
  #restart(): { minute: number } {
    const minute = this.#end - MINUTE_MS;
    this.#open = new OpenCandle(minute);
    return { minute };
  }

  #forget(): void {
    this.#history = newHistory({ metrics: this.#used });
    if (this.#listedFrom !== null) this.#history.beganAt(this.#listedFrom);
    this.published.forget();
    this.#join = null;
    this.#open = null;
    this.#closed = null;
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
      this.#closed = candle;
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
