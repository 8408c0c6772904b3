import { type Candle, INTERVAL_MS } from '../market/candle.ts';
import { plainDecimal } from '../market/decimal.ts';
import { NumberRing } from '../market/number-ring.ts';
import { MINUTE_MS } from '../market/tick.ts';
import {
  CHANGE_METRICS,
  type ChangeMetric,
  isChange,
  MEASURE_METRICS,
  type MeasureMetric,
  type Metric,
  WINDOW_MINUTES,
  type WindowedMetric,
} from './metric.ts';
import { logReturn, volatilityOf } from './volatility.ts';

/** How far before `next` the values of a minute can still be told in full. */
export const LOOK_BACK_MINUTES = 240;
const HOUR_MINUTES = 60;
const MINUTES_HELD = WINDOW_MINUTES['change-7d'] + LOOK_BACK_MINUTES + HOUR_MINUTES;
const VOLUMES_HELD = WINDOW_MINUTES['volume-24h'] + LOOK_BACK_MINUTES;
const HOURS_HELD = (WINDOW_MINUTES['volatility-30d'] + LOOK_BACK_MINUTES) / HOUR_MINUTES + 1;

/** Volatility is measured on 1-minute candles up to this window, on 1-hour candles above. */
const LONGEST_BY_MINUTES = WINDOW_MINUTES['volatility-24h'];
const MINUTES_A_YEAR = 525_600;
const HOURS_A_YEAR = 8_760;

/** In place of a close: the minute had no trade, and the last close before it is not known. Prices are above 0. */
const NO_CLOSE = 0;

/** The values that hold during a minute; null = unknown, or not asked for. */
export interface MinuteValues {
  /** the close that a change is measured from, a decimal string */
  readonly refs: Readonly<Record<ChangeMetric, string | null>>;
  /** volatility in percent a year, volume in the quote currency */
  readonly measures: Readonly<Record<MeasureMetric, number | null>>;
}

/** From `from` up to, not including, `to`; ms. */
export interface MinuteGap {
  readonly from: number;
  readonly to: number;
}

/**
 * The windows of one coin, about 100 KB and no more: closes of a good week of minutes, volumes of a good day of them,
 * closes of a month of hours. A minute is known (its close, or that it had no trade) or unknown; what depends on an
 * unknown one is unknown too. All times are starts of whole minutes of exchange time, ms.
 */
export class MinuteHistory {
  readonly #closes = new NumberRing(MINUTES_HELD);
  readonly #volumes = new NumberRing(VOLUMES_HELD);
  /** ln(close / close before) of each candle: a logarithm is taken once, not once for every window that it lies in */
  readonly #returns = new NumberRing(VOLUMES_HELD);
  readonly #hourCloses = new NumberRing(HOURS_HELD);
  readonly #hourReturns = new NumberRing(HOURS_HELD);
  /** index of the first minute with trading */
  #began = Number.NEGATIVE_INFINITY;

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
   * Takes 1-minute candles, in any order, for minutes that are unknown. What is older than the window, from before trading
   * began, or not before `next` is ignored; while `next` is null the newest of them sets it.
   */
  load(candles: Iterable<Candle>): void {
    const loaded = [...candles].filter(({ start }) => indexOf(start) >= this.#began);
    if (this.#closes.next === null) this.#moveTo(endOf(loaded, MINUTE_MS));
    for (const candle of loaded) this.#fill(candle);
    this.#foldHours();
  }

  /** The same for 1-hour candles; until the first minute is known, the newest of them is taken for the last hour ended. */
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

  /** Trading began at this minute: those before it count as covered, with volume 0 and no close. */
  beganAt(minute: number): void {
    this.#began = indexOf(minute);
    this.#foldHours();
  }

  /** The newest minute closed. Minutes skipped are unknown; one already closed is filled if it was unknown. */
  close(candle: Candle): void {
    this.#pass(candle.start);
    this.#fill(candle);
    this.#foldHourOf(indexOf(candle.start));
  }

  /** A minute that is known to have had no trade: repeats the last close, volume 0. */
  closeEmpty(minute: number): void {
    this.#pass(minute);
    const index = indexOf(minute);
    if (!Number.isNaN(this.#closes.at(index))) return;
    const before = this.#closes.at(index - 1);
    this.#know(index, before > 0 ? before : NO_CLOSE, 0);
    this.#foldHourOf(index);
  }

  /** The minute passed; what it held is not known, yet. */
  closeUnknown(minute: number): void {
    this.#pass(minute);
  }

  /**
   * The values that hold during `minute`, normally `next`. Up to LOOK_BACK_MINUTES before it they are whole as well;
   * ahead of it those are null that need a minute not closed yet. `wanted`: the metrics to tell; all unless given.
   */
  valuesAt(minute: number, wanted: ReadonlySet<Metric> | null = null): MinuteValues {
    const index = indexOf(minute);
    return {
      refs: byMetric(CHANGE_METRICS, wanted, (metric) => decimalOf(this.#closes.at(index - WINDOW_MINUTES[metric]))),
      measures: byMetric(MEASURE_METRICS, wanted, (metric) => {
        const minutes = WINDOW_MINUTES[metric];
        return metric.startsWith('volume-') ? this.#volume(index, minutes) : this.#volatility(index, minutes);
      }),
    };
  }

  /**
   * Whether the values of these metrics during `minute` are final: every minute (or hour) of their windows is known, or
   * lies before trading began. A value may be there before: the first part of a volatility's window may be missing.
   */
  covers(minute: number, metrics: Iterable<WindowedMetric>): boolean {
    const index = indexOf(minute);
    for (const metric of metrics) if (!this.#coversOne(index, metric)) return false;
    return true;
  }

  #coversOne(index: number, metric: WindowedMetric): boolean {
    const minutes = WINDOW_MINUTES[metric];
    if (isChange(metric)) return this.#hasClose(index - minutes);
    if (metric.startsWith('volume-')) return this.#everyIn(index - minutes, index, (i) => this.#isKnown(i));
    if (minutes <= LONGEST_BY_MINUTES) return this.#everyIn(index - minutes, index, (i) => this.#hasClose(i));
    const endHour = Math.floor(index / HOUR_MINUTES);
    return this.#everyIn(endHour - minutes / HOUR_MINUTES, endHour, (hour) => this.#hasHourClose(hour));
  }

  #everyIn(from: number, to: number, holds: (index: number) => boolean): boolean {
    for (let index = to - 1; index >= from; index -= 1) if (!holds(index)) return false;
    return true;
  }

  #hasClose(index: number): boolean {
    return index < this.#began || this.#closes.at(index) > 0;
  }

  #hasHourClose(hour: number): boolean {
    return (hour + 1) * HOUR_MINUTES <= this.#began || this.#hourCloses.at(hour) > 0;
  }

  /** What `load` could fill between two minutes: unknown, not older than the window, before `next` where it is known. */
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

  /** Sum of the quote volumes of the `minutes` before `end`. */
  #volume(end: number, minutes: number): number | null {
    const volumes = this.#volumes.range(end - minutes, end);
    let sum = 0;
    for (let i = 0; i < minutes; i += 1) {
      const volume = volumes[i] ?? Number.NaN;
      if (!Number.isNaN(volume)) sum += volume;
      else if (end - minutes + i >= this.#began) return null;
    }
    return sum;
  }

  #volatility(end: number, minutes: number): number | null {
    if (minutes <= LONGEST_BY_MINUTES) {
      // the return of the first candle of the window leads out of it
      return volatilityOf(this.#returns.range(end - minutes + 1, end), MINUTES_A_YEAR);
    }
    const endHour = Math.floor(end / HOUR_MINUTES);
    return volatilityOf(this.#hourReturns.range(endHour - minutes / HOUR_MINUTES + 1, endHour), HOURS_A_YEAR);
  }

  /** Time has come to the end of `minute`. */
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

  /** Empty minutes after it that waited for a close have it now. */
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

  /** After a single minute has become known; the hours after it too, where it was awaited as their close. */
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

function decimalOf(close: number): string | null {
  return close > 0 ? plainDecimal(close) : null;
}

/** Null for those that are not wanted. */
function byMetric<M extends Metric, Value>(
  metrics: readonly M[],
  wanted: ReadonlySet<Metric> | null,
  tell: (metric: M) => Value | null,
): Record<M, Value | null> {
  const told: Partial<Record<M, Value | null>> = {};
  for (const metric of metrics) told[metric] = wanted === null || wanted.has(metric) ? tell(metric) : null;
  // every metric has been told; the type can't say so
  return told as Record<M, Value | null>;
}
