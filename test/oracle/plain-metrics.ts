import type { Candle } from '../../domain/market/candle.ts';
import type { Trade } from '../../domain/market/trade.ts';

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

/** What a history was given. */
export interface Given {
  /** minutes whose candle it was given */
  readonly candles: Set<number>;
  /** minutes that it was given as without a trade */
  readonly empties: Set<number>;
  /** hours whose candle it was given */
  readonly hours: Set<number>;
  /** the minute in which trading began; null when it was not given */
  began: number | null;
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

  /** Every windowed metric (for a change: what it is measured from) during `minute`. */
  values(given: Given, minute: number): PlainValues {
    const values: PlainValues = {};
    for (const [metric, window] of Object.entries(CHANGES)) values[metric] = this.#close(given, minute - window);
    for (const [metric, window] of Object.entries(VOLUMES))
      values[metric] = this.#volume(given, minute - window, minute);
    const minuteClose = (m: number) => this.#close(given, m);
    values['volatility-1h'] = volatility(minuteClose, minute - 1, 60, 365 * 24 * 60);
    values['volatility-24h'] = volatility(minuteClose, minute - 1, 24 * 60, 365 * 24 * 60);
    const hourClose = (h: number) => this.#hourClose(given, h);
    let hour = Math.floor(minute / 60);
    while ((hour + 1) * 60 > minute) hour -= 1; // the newest hour that has ended
    values['volatility-7d'] = volatility(hourClose, hour, 7 * 24, 365 * 24);
    values['volatility-30d'] = volatility(hourClose, hour, 30 * 24, 365 * 24);
    return values;
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

  #hourClose(given: Given, hour: number): string | null {
    if (given.hours.has(hour)) return this.priceAfter(hour * 60 + 59);
    for (let m = hour * 60; m < hour * 60 + 60; m += 1) if (!isKnown(given, m)) return null;
    return this.#close(given, hour * 60 + 59);
  }
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
