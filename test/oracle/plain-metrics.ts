import type { Candle } from '../../domain/market/candle.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { PLAIN_BOLLINGER, PLAIN_RSI, type PlainIndicator, plainEma, plainSma } from './plain-averages.ts';

/**
 * Candles and windowed metrics computed from raw trades by their definitions, with plain loops and without code of domain/
 * (except types). Minutes and hours are counted from 1970.
 */
const MINUTE = 60_000;
const CHANGES: Record<string, number> = {
  'change-5m': 5,
  'change-15m': 15,
  'change-1h': 60,
  'change-4h': 4 * 60,
  'change-24h': 24 * 60,
  'change-7d': 7 * 24 * 60,
};
const VOLUMES: Record<string, number> = { 'volume-5m': 5, 'volume-1h': 60, 'volume-24h': 24 * 60 };

const SPANS: Record<string, number> = { '24h': 24 * 60, '7d': 7 * 24 * 60, '30d': 30 * 24 * 60 };
/** Lengths of candles, in minutes. */
export const LENGTHS: Record<string, number> = { '15m': 15, '1h': 60, '4h': 4 * 60, '1d': 24 * 60 };
const COUNTS = [20, 50, 100, 200];
const INDICATORS: Record<string, PlainIndicator> = {
  'rsi-14': PLAIN_RSI,
  'bollinger-20': PLAIN_BOLLINGER,
  ...Object.fromEntries(COUNTS.map((count) => [`sma-${count}`, plainSma(count)])),
  ...Object.fromEntries(COUNTS.map((count) => [`ema-${count}`, plainEma(count)])),
};

/** Whether a value of `values` is what the price is measured from, not the metric itself. */
export function isReference(metric: string): boolean {
  return /^(change|below-high|above-low|sma|ema)-/.test(metric);
}

/** What a history was given. */
export interface Given {
  /** minutes whose candle it was given */
  readonly candles: Set<number>;
  /** minutes that it was given as without a trade */
  readonly empties: Set<number>;
  /** by their length in minutes: candles that it was given, or could make of its minutes */
  readonly closed: ReadonlyMap<number, Set<number>>;
  /** hours of which it knows the highest and the lowest trade as well */
  readonly extremes: Set<number>;
  /** the minute in which trading began; null when it was not given */
  began: number | null;
}

export function nothingGiven(): Given {
  const closed = new Map(Object.values(LENGTHS).map((minutes) => [minutes, new Set<number>()]));
  return { candles: new Set(), empties: new Set(), closed, extremes: new Set(), began: null };
}

export type PlainValues = Record<string, string | number | null>;

export class PlainMarket {
  readonly #byMinute = new Map<number, Trade[]>();
  readonly #firstMinute: number;

  constructor(trades: readonly Trade[]) {
    for (const trade of trades) {
      const minute = Math.floor(trade.time / MINUTE);
      const before = this.#byMinute.get(minute);
      if (before) before.push(trade);
      else this.#byMinute.set(minute, [trade]);
    }
    this.#firstMinute = trades[0] ? Math.floor(trades[0].time / MINUTE) : Number.POSITIVE_INFINITY;
  }

  hasTrades(minute: number): boolean {
    return this.#byMinute.has(minute);
  }

  /** The candle of the `minutes` from minute `first` on; null before the first trade. */
  candle(first: number, minutes: number): Candle | null {
    const trades: Trade[] = [];
    for (let minute = first; minute < first + minutes; minute += 1) trades.push(...(this.#byMinute.get(minute) ?? []));
    const start = first * MINUTE;
    const [open] = trades;
    const close = this.priceAfter(first + minutes - 1);
    if (close === null) return null;
    if (!open) return { start, open: close, high: close, low: close, close, volume: 0, quoteVolume: 0, trades: 0 };
    const candle = { start, open: open.price, high: open.price, low: open.price, close, trades: trades.length };
    let volume = 0;
    for (const { price, quantity } of trades) {
      if (Number(price) > Number(candle.high)) candle.high = price;
      if (Number(price) < Number(candle.low)) candle.low = price;
      volume += Number(quantity);
    }
    return { ...candle, volume, quoteVolume: this.traded(first, first + minutes) };
  }

  /** In the quote currency, from minute `from` up to, not including, `to`. */
  traded(from: number, to: number): number {
    let sum = 0;
    for (let minute = from; minute < to; minute += 1) {
      for (const { price, quantity } of this.#byMinute.get(minute) ?? []) sum += Number(price) * Number(quantity);
    }
    return sum;
  }

  /** The price of the last trade in this minute or before. */
  priceAfter(minute: number): string | null {
    for (let m = minute; m >= this.#firstMinute; m -= 1) {
      const last = this.#byMinute.get(m)?.at(-1);
      if (last) return last.price;
    }
    return null;
  }

  /**
   * Candle number `candle` of so many minutes, if all of them are known, and the last close too: for a history that can still look
   * at them. Its highest and lowest are known only if `withExtremes`.
   */
  make(
    given: Given,
    { minutes, candle, withExtremes }: { minutes: number; candle: number; withExtremes: boolean },
  ): void {
    const closed = given.closed.get(minutes);
    const first = candle * minutes;
    for (let m = first; m < first + minutes; m += 1) if (!isKnown(given, m)) return;
    if (closed?.has(candle) || this.#close(given, first + minutes - 1) === null) return;
    closed?.add(candle);
    if (withExtremes && minutes === 60) given.extremes.add(candle);
  }

  /** Every windowed metric (of one that moves with the price: what it is measured from) during `minute`. */
  values(given: Given, minute: number): PlainValues {
    const values: PlainValues = this.#ofMinutes(given, minute);
    for (const [span, minutes] of Object.entries(SPANS)) {
      const { lowest, highest } = extremesOf(this.#tradesOf(given, minute, minutes) ?? []);
      values[`low-${span}`] = lowest === null ? null : Number(lowest);
      values[`high-${span}`] = highest === null ? null : Number(highest);
      values[`above-low-${span}`] = lowest;
      values[`below-high-${span}`] = highest;
    }
    for (const [length, minutes] of Object.entries(LENGTHS)) {
      const closes = this.#closes(given, minute, minutes);
      for (const [name, indicator] of Object.entries(INDICATORS))
        values[`${name}-${length}`] = indicate(indicator, closes);
    }
    return values;
  }

  #ofMinutes(given: Given, minute: number): PlainValues {
    const values: PlainValues = {};
    for (const [metric, window] of Object.entries(CHANGES)) values[metric] = this.#close(given, minute - window);
    for (const [metric, window] of Object.entries(VOLUMES))
      values[metric] = this.#volume(given, minute - window, minute);
    const minuteClose = (m: number) => this.#close(given, m);
    values['volatility-1h'] = volatility(minuteClose, minute - 1, 60, 365 * 24 * 60);
    values['volatility-24h'] = volatility(minuteClose, minute - 1, 24 * 60, 365 * 24 * 60);
    const hourClose = (h: number) => this.#candleClose(given, h, 60);
    let hour = Math.floor(minute / 60);
    while ((hour + 1) * 60 > minute) hour -= 1; // the newest hour that has ended
    values['volatility-7d'] = volatility(hourClose, hour, 7 * 24, 365 * 24);
    values['volatility-30d'] = volatility(hourClose, hour, 30 * 24, 365 * 24);
    values['volume-ratio-5m'] = this.#volumeRatio(given, minute);
    return values;
  }

  /** The last 5 minutes against the average of 288 times 5 before them. */
  #volumeRatio(given: Given, minute: number): number | null {
    const first = minute - 5 - 24 * 60;
    if (given.began !== null && first < given.began) return null;
    const [before, now] = [this.#volume(given, first, minute - 5), this.#volume(given, minute - 5, minute)];
    return before === null || now === null || before === 0 ? null : now / (before / 288);
  }

  /** Of the last so many minutes, or of more than a day since a full hour; null when it is not known which there were. */
  #tradesOf(given: Given, minute: number, minutes: number): Trade[] | null {
    const hour = Math.floor(minute / 60);
    const isOfHours = minutes > 24 * 60;
    const first = isOfHours ? hour * 60 - minutes : minute - minutes;
    const began = given.began ?? Number.NEGATIVE_INFINITY;
    const isSeen = (m: number) =>
      isOfHours && m < hour * 60
        ? given.extremes.has(Math.floor(m / 60)) || Math.floor(m / 60) < Math.floor(began / 60)
        : isKnown(given, m);
    const trades: Trade[] = [];
    for (let m = minute - 1; m >= Math.max(first, began); m -= 1) {
      if (!isSeen(m)) return null;
      trades.push(...(this.#byMinute.get(m) ?? []));
    }
    return trades;
  }

  /** Of the candles that closed before `minute`, the newest first, up to the first one that is not known (then null). */
  #closes(given: Given, minute: number, minutes: number): (number | null)[] {
    const began = given.began === null ? Number.NEGATIVE_INFINITY : Math.floor(given.began / minutes);
    const newest = Math.floor(minute / minutes) - 1;
    const closes: (number | null)[] = [];
    for (let candle = newest; candle >= began && closes.length < 2_000; candle -= 1) {
      const close = this.#candleClose(given, candle, minutes);
      closes.push(close === null ? null : Number(close));
      if (close === null) break;
    }
    return closes;
  }

  #close(given: Given, minute: number): string | null {
    let m = minute;
    while (given.empties.has(m) && !given.candles.has(m)) m -= 1;
    return given.candles.has(m) ? this.priceAfter(m) : null;
  }

  #volume(given: Given, from: number, to: number): number | null {
    for (let m = from; m < to; m += 1) if (!isKnown(given, m)) return null;
    return this.traded(from, to);
  }

  #candleClose(given: Given, candle: number, minutes: number): string | null {
    return given.closed.get(minutes)?.has(candle) ? this.priceAfter((candle + 1) * minutes - 1) : null;
  }
}

function extremesOf(trades: readonly Trade[]): { lowest: string | null; highest: string | null } {
  let [lowest, highest] = [trades[0]?.price ?? null, trades[0]?.price ?? null];
  for (const { price } of trades) {
    if (Number(price) < Number(lowest)) lowest = price;
    if (Number(price) > Number(highest)) highest = price;
  }
  return { lowest, highest };
}

function indicate({ most, least, of }: PlainIndicator, newestFirst: readonly (number | null)[]): number | null {
  const closes = newestFirst.slice(0, most).reverse();
  const known = closes.filter((close) => close !== null);
  return known.length < closes.length || known.length < least ? null : of(known);
}

function isKnown(given: Given, minute: number): boolean {
  return given.candles.has(minute) || given.empties.has(minute) || (given.began !== null && minute < given.began);
}

function volatility(
  closeOf: (index: number) => string | null,
  newest: number,
  count: number,
  candlesAYear: number,
): number | null {
  const logs: number[] = [];
  for (let index = newest; index > newest - count; index -= 1) {
    const close = closeOf(index);
    if (close === null) break;
    logs.unshift(Math.log(Number(close)));
  }
  if (logs.length < count / 2 || logs.length < 3) return null;
  const returns = logs.slice(1).map((log, i) => log - (logs[i] ?? Number.NaN));
  const mean = returns.reduce((sum, it) => sum + it, 0) / returns.length;
  const variance = returns.reduce((sum, it) => sum + (it - mean) * (it - mean), 0) / (returns.length - 1);
  return Math.sqrt(variance) * Math.sqrt(candlesAYear) * 100;
}
