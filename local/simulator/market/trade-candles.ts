import { flatCandle, floorTo, joinCandles, tradeCandle } from './fold-candles.ts';
import type { Candle, MarketTrade } from './market.ts';

/** One symbol's candles of one step, made from its trades as they come; the oldest are dropped beyond a bound. */
export class TradeCandles {
  readonly #stepMs: number;
  readonly #maxCandles: number;
  /** Only steps that had trades, in time order, as a Map keeps them. */
  readonly #byOpenTime = new Map<number, Candle>();

  constructor(options: { readonly stepMs: number; readonly maxCandles: number }) {
    this.#stepMs = options.stepMs;
    this.#maxCandles = options.maxCandles;
  }

  add(trade: MarketTrade): void {
    const openTime = floorTo(trade.time, this.#stepMs);
    const candle = tradeCandle(openTime, trade);
    const before = this.#byOpenTime.get(openTime);
    this.#byOpenTime.set(openTime, before === undefined ? candle : joinCandles(before, candle));
    if (this.#byOpenTime.size <= this.#maxCandles) return;
    const oldest = this.#byOpenTime.keys().next().value;
    if (oldest !== undefined) this.#byOpenTime.delete(oldest);
  }

  /** The candle of a step, undefined when nothing traded in it. */
  at(openTime: number): Candle | undefined {
    return this.#byOpenTime.get(openTime);
  }

  get size(): number {
    return this.#byOpenTime.size;
  }

  /** Open time of the oldest candle held. */
  get firstOpenTime(): number | undefined {
    return this.#byOpenTime.keys().next().value;
  }
}

export interface CandleFill {
  readonly stepMs: number;
  /** First and last open time, both inclusive. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly at: (openTime: number) => Candle | undefined;
}

/** One candle a step, flat ones after the first that traded; steps before any trade are left out. */
export function fillCandles({ stepMs, fromMs, toMs, at }: CandleFill): Candle[] {
  const candles: Candle[] = [];
  let close: number | undefined;
  for (let openTime = fromMs; openTime <= toMs; openTime += stepMs) {
    const candle = at(openTime) ?? (close === undefined ? undefined : flatCandle(openTime, close));
    if (candle === undefined) continue;
    candles.push(candle);
    close = candle.close;
  }
  return candles;
}
