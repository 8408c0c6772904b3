import type { Candle } from '../../domain/market/candle.ts';
import { minuteOf } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';

/**
 * The candle of a minute that is not over. `trades` counts aggregate trades; the exchange's own candles count the single
 * trades in them.
 */
export class OpenCandle {
  /** start of its minute, ms */
  readonly start: number;
  #open = '';
  #high = '';
  #low = '';
  #close = '';
  #level = Number.NaN;
  #highest = Number.NEGATIVE_INFINITY;
  #lowest = Number.POSITIVE_INFINITY;
  #volume = 0;
  #quoteVolume = 0;
  #trades = 0;

  constructor(start: number) {
    this.start = start;
  }

  /** Runs for every trade of the market: a few comparisons and one multiplication. */
  add({ price, quantity }: Trade): void {
    if (price !== this.#close) this.#moveTo(price);
    const amount = Number(quantity);
    this.#volume += amount;
    this.#quoteVolume += this.#level * amount;
    this.#trades += 1;
  }

  /** Adds another part of the same minute, with later trades. */
  append(later: OpenCandle): void {
    if (later.#trades === 0) return;
    if (this.#trades === 0) this.#open = later.#open;
    if (later.#highest > this.#highest) {
      this.#highest = later.#highest;
      this.#high = later.#high;
    }
    if (later.#lowest < this.#lowest) {
      this.#lowest = later.#lowest;
      this.#low = later.#low;
    }
    this.#close = later.#close;
    this.#level = later.#level;
    this.#volume += later.#volume;
    this.#quoteVolume += later.#quoteVolume;
    this.#trades += later.#trades;
  }

  #moveTo(price: string): void {
    const level = Number(price);
    if (this.#trades === 0) this.#open = price;
    if (level > this.#highest) {
      this.#highest = level;
      this.#high = price;
    }
    if (level < this.#lowest) {
      this.#lowest = level;
      this.#low = price;
    }
    this.#close = price;
    this.#level = level;
  }

  /** Null when nothing was traded. */
  candle(): Candle | null {
    if (this.#trades === 0) return null;
    return {
      start: this.start,
      open: this.#open,
      high: this.#high,
      low: this.#low,
      close: this.#close,
      volume: this.#volume,
      quoteVolume: this.#quoteVolume,
      trades: this.#trades,
    };
  }
}

/** The candle of a minute without trades: it repeats the last close. */
export function emptyCandle(start: number, close: string): Candle {
  return { start, open: close, high: close, low: close, close, volume: 0, quoteVolume: 0, trades: 0 };
}

/** By minute; a trade that steps back over the start of the last minute counts for it. `last`: the last minute, ms */
export function foldMinutes(trades: readonly Trade[], last: number): Map<number, OpenCandle> {
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
