import type { Candle } from '../../domain/market/candle.ts';
import type { Trade } from '../../domain/market/trade.ts';

/**
 * The candle of the minute that trades fall into at present. `trades` counts aggregate trades, where the exchange's own
 * candles count the single ones in them.
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

  /** Another part of the same minute, whose trades came later. */
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
