import type { Candle } from '../market/candle.ts';
import { HOUR_MINUTES, INTERVAL_MS } from '../market/candle-interval.ts';
import { plainDecimal } from '../market/decimal.ts';
import { NumberRing } from '../market/number-ring.ts';
import { MINUTE_MS } from '../market/tick.ts';

/** In place of a close: the minute had no trade, and the close before it is not known. Prices are above 0. */
const NO_CLOSE = 0;

/** How many numbers of each kind are kept. */
export interface HistoryLengths {
  readonly minutes: number;
  readonly returns: number;
  readonly volumes: number;
  readonly hours: number;
}

/** From `from` up to, not including, `to`; ms. */
export interface MinuteGap {
  readonly from: number;
  readonly to: number;
}

/**
 * The newest minutes and hours of one coin, about 100 KB. A minute is known (its close, or that it had no trade) or
 * unknown; what depends on an unknown one is unknown too. Writes name a minute by its start, ms of exchange time; reads
 * for the metrics count whole minutes (or hours) since 1970.
 */
export class MinuteHistory {
  readonly #closes: NumberRing;
  readonly #volumes: NumberRing;
  /** ln(close / close before) of each minute: a logarithm is taken once, not once for every window that it lies in */
  readonly #returns: NumberRing;
  readonly #hourCloses: NumberRing;
  readonly #hourReturns: NumberRing;
  /** index of the first minute with trading */
  #began = Number.NEGATIVE_INFINITY;

  constructor({ minutes, returns, volumes, hours }: HistoryLengths) {
    this.#closes = new NumberRing(minutes);
    this.#returns = new NumberRing(returns);
    this.#volumes = new NumberRing(volumes);
    this.#hourCloses = new NumberRing(hours);
    this.#hourReturns = new NumberRing(hours);
  }

  /** The minute after the newest one closed; null when nothing is known. */
  get next(): number | null {
    const { next } = this.#closes;
    return next === null ? null : next * MINUTE_MS;
  }

  /** Of the newest minute closed, trades or not; null when it is not known. */
  get lastClose(): string | null {
    const { next } = this.#closes;
    return next === null ? null : decimalOf(this.#closes.at(next - 1));
  }

  /**
   * Fills unknown minutes from 1-minute candles, in any order. A candle that is too old, from before trading began, or not
   * before `next` is ignored; while `next` is null, the newest candle sets it.
   */
  load(candles: Iterable<Candle>): void {
    const loaded = [...candles].filter(({ start }) => indexOf(start) >= this.#began);
    if (this.#closes.next === null) this.#moveTo(endOf(loaded, MINUTE_MS));
    for (const candle of loaded) this.#fill(candle);
    this.#foldHours();
  }

  /** The same for 1-hour candles. Until a minute is known, the newest of them counts as the last hour that has ended. */
  loadHours(candles: Iterable<Candle>): void {
    const loaded = [...candles].filter(({ start }) => indexOf(start) + HOUR_MINUTES > this.#began);
    const { next } = this.#hourCloses;
    const end = endOf(loaded, INTERVAL_MS['1h']);
    if (this.#closes.next === null && end !== null && end > (next ?? 0)) this.#moveHoursTo(end);
    for (const { start, close } of loaded) {
      const hour = Math.floor(start / INTERVAL_MS['1h']);
      if (Number.isNaN(this.#hourCloses.at(hour))) this.#setHour(hour, Number(close));
    }
  }

  /** Trading began at this minute: those before it count as known, with volume 0 and no close. */
  beganAt(minute: number): void {
    this.#began = indexOf(minute);
    this.#foldHours();
  }

  /** The newest minute has closed. Skipped minutes are unknown; a minute that closed unknown is filled. */
  close(candle: Candle): void {
    this.#pass(candle.start);
    this.#fill(candle);
    this.#foldHourOf(indexOf(candle.start));
  }

  /** A minute without a trade: repeats the last close, volume 0. */
  closeEmpty(minute: number): void {
    this.#pass(minute);
    const index = indexOf(minute);
    if (!Number.isNaN(this.#closes.at(index))) return;
    const before = this.#closes.at(index - 1);
    this.#know(index, before > 0 ? before : NO_CLOSE, 0);
    this.#foldHourOf(index);
  }

  /** The minute has passed, and its trades are not known yet. */
  closeUnknown(minute: number): void {
    this.#pass(minute);
  }

  /** Of a minute with or without trades; null when it is not known. */
  closeOf(index: number): number | null {
    const close = this.#closes.at(index);
    return close > 0 ? close : null;
  }

  /** Of an hour of which each minute is known; null when it is not. */
  closeOfHour(hour: number): string | null {
    return decimalOf(this.#hourCloses.at(hour));
  }

  /**
   * Log returns ln(close / close before) of the minutes from `from` up to, not including, `to`; NaN where a close is not known.
   * These arrays are to be read at once: they may change with the history.
   */
  returns(from: number, to: number): Float64Array {
    return this.#returns.range(from, to);
  }

  /** The same of hours, between 1-hour candles. */
  hourReturns(from: number, to: number): Float64Array {
    return this.#hourReturns.range(from, to);
  }

  /** In the quote currency; NaN where it is not known, 0 before trading began. */
  volumes(from: number, to: number): Float64Array {
    const volumes = this.#volumes.range(from, to);
    const ended = Math.min(this.#began, to) - from;
    if (ended <= 0) return volumes;
    return volumes.map((volume, index) => (index < ended && Number.isNaN(volume) ? 0 : volume));
  }

  /** Whether the minute's close is known or will never be, as trading had not begun. */
  hasClose(index: number): boolean {
    return index < this.#began || this.#closes.at(index) > 0;
  }

  hasEachClose(from: number, to: number): boolean {
    return eachBetween(from, to, (index) => this.hasClose(index));
  }

  hasEachHourClose(from: number, to: number): boolean {
    return eachBetween(from, to, (hour) => (hour + 1) * HOUR_MINUTES <= this.#began || this.#hourCloses.at(hour) > 0);
  }

  /** Whether each minute is known, if only that it had no trade. */
  isEachKnown(from: number, to: number): boolean {
    return eachBetween(from, to, (index) => this.#isKnown(index));
  }

  /** The minutes between two instants that `load` could fill: unknown, not too old, before `next` where it is known. */
  unknownMinutes(from: number, to: number): MinuteGap[] {
    const { first, next } = this.#closes;
    const end = Math.min(Math.ceil(to / MINUTE_MS), next ?? Number.POSITIVE_INFINITY);
    const gaps: MinuteGap[] = [];
    for (let index = Math.max(indexOf(from), first); index < end; index += 1) {
      if (this.#isKnown(index)) continue;
      const gapFrom = index;
      while (index < end && !this.#isKnown(index)) index += 1;
      gaps.push({ from: gapFrom * MINUTE_MS, to: index * MINUTE_MS });
    }
    return gaps;
  }

  /** `minute` has ended. */
  #pass(minute: number): void {
    const next = indexOf(minute) + 1;
    if (next > (this.#closes.next ?? 0)) this.#moveTo(next);
  }

  #moveTo(next: number | null): void {
    if (next === null) return;
    this.#closes.moveTo(next);
    this.#volumes.moveTo(next);
    this.#returns.moveTo(next);
    this.#moveHoursTo(Math.floor(next / HOUR_MINUTES));
  }

  #fill({ start, close, quoteVolume }: Candle): void {
    const index = indexOf(start);
    if (Number.isNaN(this.#closes.at(index))) this.#know(index, Number(close), quoteVolume);
  }

  /** Also sets the close of the empty minutes after it that had none to repeat. */
  #know(index: number, close: number, volume: number): void {
    this.#setClose(index, close);
    this.#volumes.set(index, volume);
    if (close === NO_CLOSE) return;
    for (let later = index + 1; this.#closes.at(later) === NO_CLOSE; later += 1) this.#setClose(later, close);
  }

  #setClose(index: number, close: number): void {
    this.#closes.set(index, close);
    this.#returns.set(index, logReturn(this.#closes.at(index - 1), close));
    this.#returns.set(index + 1, logReturn(close, this.#closes.at(index + 1)));
  }

  #setHour(hour: number, close: number): void {
    this.#hourCloses.set(hour, close);
    this.#hourReturns.set(hour, logReturn(this.#hourCloses.at(hour - 1), close));
    this.#hourReturns.set(hour + 1, logReturn(close, this.#hourCloses.at(hour + 1)));
  }

  #moveHoursTo(next: number): void {
    this.#hourCloses.moveTo(next);
    this.#hourReturns.moveTo(next);
  }

  #isKnown(index: number): boolean {
    return index < this.#began || !Number.isNaN(this.#closes.at(index));
  }

  #foldHours(): void {
    const first = Math.max(this.#hourCloses.first, Math.ceil(this.#closes.first / HOUR_MINUTES));
    for (let hour = first; hour < (this.#hourCloses.next ?? first); hour += 1) this.#foldHour(hour);
  }

  /** After one minute has become known. Later hours too, where empty minutes repeat its close. */
  #foldHourOf(index: number): void {
    const { next } = this.#closes;
    if (next !== null && index < next - 1) this.#foldHours();
    else if ((index + 1) % HOUR_MINUTES === 0) this.#foldHour(Math.floor(index / HOUR_MINUTES));
  }

  /** An hour closes with its last minute, if all of its minutes are known. */
  #foldHour(hour: number): void {
    if (!Number.isNaN(this.#hourCloses.at(hour))) return;
    const end = (hour + 1) * HOUR_MINUTES;
    const close = this.#closes.at(end - 1);
    if (!(close > 0)) return;
    for (let index = end - HOUR_MINUTES; index < end; index += 1) if (!this.#isKnown(index)) return;
    this.#setHour(hour, close);
  }
}

function indexOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS);
}

/** Index of the interval after the newest candle; null when there is none. */
function endOf(candles: readonly Candle[], intervalMs: number): number | null {
  let end: number | null = null;
  for (const { start } of candles) end = Math.max(end ?? 0, Math.floor(start / intervalMs) + 1);
  return end;
}

/** From the newest on, which is the likeliest to be missing. */
function eachBetween(from: number, to: number, holds: (index: number) => boolean): boolean {
  for (let index = to - 1; index >= from; index -= 1) if (!holds(index)) return false;
  return true;
}

/** NaN where one of the closes is not known. */
function logReturn(before: number, close: number): number {
  return before > 0 && close > 0 ? Math.log(close / before) : Number.NaN;
}

function decimalOf(close: number): string | null {
  return close > 0 ? plainDecimal(close) : null;
}
