import { NumberRing } from '../market/number-ring.ts';

/** What is kept of a candle. Without a trade its high is -Infinity and its low Infinity; NaN where it is not known. */
export interface CandlePrices {
  readonly close: number;
  readonly high: number;
  readonly low: number;
}

export interface CandleSeriesOptions {
  /** length of a candle */
  readonly minutes: number;
  readonly keepsExtremes: boolean;
}

interface Remembered {
  readonly end: number;
  readonly revision: number;
  readonly value: number | null;
}

/** The newest closed candles of one interval of one coin, by their number since 1970; none until it is resized. */
export class CandleSeries {
  readonly minutes: number;
  readonly #keepsExtremes: boolean;
  readonly #closes = new NumberRing(0);
  readonly #highs = new NumberRing(0);
  readonly #lows = new NumberRing(0);
  /** number of the candle in which trading began */
  #began = Number.NEGATIVE_INFINITY;
  #revision = 0;
  readonly #remembered = new Map<string, Remembered>();

  constructor({ minutes, keepsExtremes }: CandleSeriesOptions) {
    this.minutes = minutes;
    this.#keepsExtremes = keepsExtremes;
  }

  get capacity(): number {
    return this.#closes.capacity;
  }

  /** The oldest candle that has a place. */
  get first(): number {
    return this.#closes.first;
  }

  /** The candle after the newest one closed; null when nothing is known. */
  get next(): number | null {
    return this.#closes.next;
  }

  /** Number of the candle that holds this minute. */
  numberOf(minute: number): number {
    return Math.floor(minute / this.minutes);
  }

  /** Keeps so many candles from now on; what is known of them stays. */
  resize(capacity: number): void {
    this.#closes.resize(capacity);
    this.#highs.resize(this.#keepsExtremes ? capacity : 0);
    this.#lows.resize(this.#keepsExtremes ? capacity : 0);
    this.#revision += 1;
  }

  moveTo(next: number): void {
    if (next === this.next) return;
    if (next < (this.next ?? 0)) this.#revision += 1;
    this.#closes.moveTo(next);
    this.#highs.moveTo(next);
    this.#lows.moveTo(next);
  }

  /** Number of the minute in which trading began: earlier candles never were. */
  beganAt(minute: number): void {
    this.#began = this.numberOf(minute);
    this.#revision += 1;
  }

  /** Of a closed candle; what is known already stays. */
  set(candle: number, { close, high, low }: CandlePrices): void {
    fill(this.#closes, candle, close);
    fill(this.#highs, candle, high);
    fill(this.#lows, candle, low);
    this.#revision += 1;
  }

  /** NaN when it is not known. */
  closeOf(candle: number): number {
    return this.#closes.at(candle);
  }

  /** From `from` up to, not including, `to`; NaN where one is not known. To be read at once: the array may change with the series. */
  closes(from: number, to: number): Float64Array {
    return this.#closes.range(from, to);
  }

  /** The last `count` candles before `end`, those of a younger coin since it began. */
  firstOf(count: number, end: number): number {
    return Math.min(end, Math.max(end - count, this.#began));
  }

  hasEachClose(from: number, to: number): boolean {
    for (let candle = to - 1; candle >= Math.max(from, this.#began); candle -= 1)
      if (!(this.#closes.at(candle) > 0)) return false;
    return true;
  }

  /** The highest trade between two candles; -Infinity when there is none, NaN when it is not known. */
  highest(from: number, to: number): number {
    return this.#highs.highest(Math.max(from, this.#began), to);
  }

  /** The same of the lowest; Infinity when there is none. */
  lowest(from: number, to: number): number {
    return this.#lows.lowest(Math.max(from, this.#began), to);
  }

  /**
   * A value that is computed from closed candles before `end` alone: once for all the minutes until the next one closes. `name`
   * says which value it is.
   */
  remember(name: string, end: number, compute: () => number | null): number | null {
    const known = this.#remembered.get(name);
    if (known?.end === end && known.revision === this.#revision) return known.value;
    const value = compute();
    this.#remembered.set(name, { end, revision: this.#revision, value });
    return value;
  }
}

function fill(ring: NumberRing, index: number, value: number): void {
  if (Number.isNaN(ring.at(index))) ring.set(index, value);
}
