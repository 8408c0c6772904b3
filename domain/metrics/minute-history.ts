import type { Candle } from '../market/candle.ts';
import { plainDecimal } from '../market/decimal.ts';
import { NumberRing } from '../market/number-ring.ts';
import { MINUTE_MS } from '../market/tick.ts';
import { type CandleCounts, METRIC_INTERVALS, type MetricInterval, minutesOf } from './candle-reach.ts';
import { type CandlePrices, CandleSeries } from './candle-series.ts';

/** In place of a close: the minute had no trade, and the close before it is not known. Prices are above 0. */
const NO_CLOSE = 0;

/** The candles whose highs and lows are kept. */
const EXTREMES_OF: MetricInterval = '1h';

/** How many minutes of each number, and how many candles, are kept. */
export interface HistoryLengths {
  readonly closes: number;
  readonly returns: number;
  readonly volumes: number;
  readonly extremes: number;
  readonly candles: CandleCounts;
}

/** From `from` up to, not including, `to`; ms. */
export interface MinuteGap {
  readonly from: number;
  readonly to: number;
}

/**
 * The newest minutes and closed candles of one coin, about 150 KB. A minute is known (its prices, or that it had no trade) or
 * unknown; what depends on an unknown one is unknown too. Writes name a minute by its start, ms of exchange time; reads
 * for the metrics count whole minutes (or candles) since 1970.
 */
export class MinuteHistory {
  readonly #closes: NumberRing;
  readonly #volumes: NumberRing;
  /** ln(close / close before) of each minute: a logarithm is taken once, not once for every window that it lies in */
  readonly #returns: NumberRing;
  /** -Infinity in a minute without a trade */
  readonly #highs: NumberRing;
  /** Infinity in a minute without a trade */
  readonly #lows: NumberRing;
  readonly #candles: Readonly<Record<MetricInterval, CandleSeries>>;
  /** index of the first minute with trading */
  #began = Number.NEGATIVE_INFINITY;

  constructor({ closes, returns, volumes, extremes, candles }: HistoryLengths) {
    this.#closes = new NumberRing(closes);
    this.#volumes = new NumberRing(volumes);
    this.#returns = new NumberRing(returns);
    this.#highs = new NumberRing(extremes);
    this.#lows = new NumberRing(extremes);
    this.#candles = { '15m': seriesOf('15m'), '1h': seriesOf('1h'), '4h': seriesOf('4h'), '1d': seriesOf('1d') };
    this.keep(candles);
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
    this.#foldAll();
  }

  /** The same for longer candles. Until a minute is known, the newest of them counts as the last one that has closed. */
  loadCandles(interval: MetricInterval, candles: Iterable<Candle>): void {
    const series = this.#candles[interval];
    const loaded = [...candles].filter(({ start }) => indexOf(start) + series.minutes > this.#began);
    const end = endOf(loaded, series.minutes * MINUTE_MS);
    if (this.#closes.next === null && end !== null && end > (series.next ?? 0)) series.moveTo(end);
    for (const candle of loaded) series.set(series.numberOf(indexOf(candle.start)), pricesOf(candle));
  }

  /**
   * From now on keeps so many candles of each interval. One that is kept no more is forgotten; no other becomes shorter. New ones
   * are made of the minutes, as far as these are known; older ones are to be loaded.
   */
  keep(candles: CandleCounts): void {
    for (const interval of METRIC_INTERVALS) {
      const series = this.#candles[interval];
      const count = candles[interval];
      const isKept = count === 0 ? series.capacity === 0 : series.capacity >= count;
      if (isKept) continue;
      series.resize(count);
      this.#foldSeries(series);
    }
  }

  /** Trading began at this minute: those before it count as known, with volume 0 and no close. */
  beganAt(minute: number): void {
    this.#began = indexOf(minute);
    for (const interval of METRIC_INTERVALS) this.#candles[interval].beganAt(this.#began);
    this.#foldAll();
  }

  /** Number of the minute in which trading began; -Infinity while it is not known. */
  get began(): number {
    return this.#began;
  }

  /** The newest minute has closed. Skipped minutes are unknown; a minute that closed unknown is filled. */
  close(candle: Candle): void {
    this.#pass(candle.start);
    this.#fill(candle);
    this.#foldAfter(indexOf(candle.start));
  }

  /** A minute without a trade: repeats the last close, volume 0. */
  closeEmpty(minute: number): void {
    this.#pass(minute);
    const index = indexOf(minute);
    if (!Number.isNaN(this.#closes.at(index))) return;
    const before = this.#closes.at(index - 1);
    this.#know(index, { close: before > 0 ? before : NO_CLOSE, ...NO_TRADE }, 0);
    this.#foldAfter(index);
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

  /** The closed candles of an interval; only those are known that are kept. */
  candles(interval: MetricInterval): CandleSeries {
    return this.#candles[interval];
  }

  /** Of an hour of which each minute is known; null when it is not. */
  closeOfHour(hour: number): string | null {
    return decimalOf(this.#candles['1h'].closeOf(hour));
  }

  /**
   * Log returns ln(close / close before) of the minutes from `from` up to, not including, `to`; NaN where a close is not known.
   * These arrays are to be read at once: they may change with the history.
   */
  returns(from: number, to: number): Float64Array {
    return this.#returns.range(from, to);
  }

  /** In the quote currency; NaN where it is not known, 0 before trading began. */
  volumes(from: number, to: number): Float64Array {
    const volumes = this.#volumes.range(from, to);
    const ended = Math.min(this.#began, to) - from;
    if (ended <= 0) return volumes;
    return volumes.map((volume, index) => (index < ended && Number.isNaN(volume) ? 0 : volume));
  }

  /** The highest trade of the minutes; -Infinity when there is none, NaN when it is not known. */
  highest(from: number, to: number): number {
    return this.#highs.highest(Math.max(from, this.#began), to);
  }

  /** The same of the lowest; Infinity when there is none. */
  lowest(from: number, to: number): number {
    return this.#lows.lowest(Math.max(from, this.#began), to);
  }

  /** Whether the minute's close is known or will never be, as trading had not begun. */
  hasClose(index: number): boolean {
    return index < this.#began || this.#closes.at(index) > 0;
  }

  hasEachClose(from: number, to: number): boolean {
    return eachBetween(from, to, (index) => this.hasClose(index));
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
    for (const ring of [this.#closes, this.#volumes, this.#returns, this.#highs, this.#lows]) ring.moveTo(next);
    for (const interval of METRIC_INTERVALS) this.#candles[interval].moveTo(this.#candles[interval].numberOf(next));
  }

  #fill(candle: Candle): void {
    const index = indexOf(candle.start);
    if (Number.isNaN(this.#closes.at(index))) this.#know(index, pricesOf(candle), candle.quoteVolume);
  }

  /** Also sets the close of the empty minutes after it that had none to repeat. */
  #know(index: number, { close, high, low }: CandlePrices, volume: number): void {
    this.#setClose(index, close);
    this.#volumes.set(index, volume);
    this.#highs.set(index, high);
    this.#lows.set(index, low);
    if (close === NO_CLOSE) return;
    for (let later = index + 1; this.#closes.at(later) === NO_CLOSE; later += 1) this.#setClose(later, close);
  }

  #setClose(index: number, close: number): void {
    this.#closes.set(index, close);
    this.#returns.set(index, logReturn(this.#closes.at(index - 1), close));
    this.#returns.set(index + 1, logReturn(close, this.#closes.at(index + 1)));
  }

  #isKnown(index: number): boolean {
    return index < this.#began || !Number.isNaN(this.#closes.at(index));
  }

  #foldAll(): void {
    for (const interval of METRIC_INTERVALS) this.#foldSeries(this.#candles[interval]);
  }

  #foldSeries(series: CandleSeries): void {
    const first = Math.max(series.first, Math.ceil(this.#closes.first / series.minutes));
    for (let candle = first; candle < (series.next ?? first); candle += 1) this.#fold(series, candle);
  }

  /** After one minute has become known. Later candles too, where empty minutes repeat its close. */
  #foldAfter(index: number): void {
    const { next } = this.#closes;
    const isNewest = next === null || index === next - 1;
    for (const interval of METRIC_INTERVALS) {
      const series = this.#candles[interval];
      if (!isNewest) this.#foldSeries(series);
      else if ((index + 1) % series.minutes === 0) this.#fold(series, series.numberOf(index));
    }
  }

  /** A candle closes with its last minute, if all of its minutes are known. */
  #fold(series: CandleSeries, candle: number): void {
    if (!Number.isNaN(series.closeOf(candle))) return;
    const end = (candle + 1) * series.minutes;
    const start = end - series.minutes;
    const close = this.#closes.at(end - 1);
    if (!(close > 0) || !this.isEachKnown(start, end)) return;
    series.set(candle, { close, high: this.highest(start, end), low: this.lowest(start, end) });
  }
}

/** Without a trade: what changes no highest and no lowest. */
const NO_TRADE = { high: Number.NEGATIVE_INFINITY, low: Number.POSITIVE_INFINITY } as const;

/** A candle without a trade repeats a close that was not traded in it. */
function pricesOf({ close, high, low, trades }: Candle): CandlePrices {
  const extremes = trades === 0 ? NO_TRADE : { high: Number(high), low: Number(low) };
  return { close: Number(close), ...extremes };
}

function seriesOf(interval: MetricInterval): CandleSeries {
  return new CandleSeries({ minutes: minutesOf(interval), keepsExtremes: interval === EXTREMES_OF });
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
