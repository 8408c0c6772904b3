import { floorTo } from './fold-candles.ts';
import type { Candle, MarketTrade } from './market.ts';
import { fillCandles, TradeCandles } from './trade-candles.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** One symbol's trades that a tape has let out so far, with their candles. */
export class ReleasedTrades {
  #trades: MarketTrade[] = [];
  readonly #seconds = new TradeCandles({ stepMs: SECOND_MS, maxCandles: Number.POSITIVE_INFINITY });
  readonly #minutes = new TradeCandles({ stepMs: MINUTE_MS, maxCandles: Number.POSITIVE_INFINITY });

  add(trade: MarketTrade): void {
    this.#trades.push(trade);
    this.#seconds.add(trade);
    this.#minutes.add(trade);
  }

  purgeBelow(id: number): void {
    this.#trades = this.#trades.filter((trade) => trade.id >= id);
  }

  all(): readonly MarketTrade[] {
    return this.#trades;
  }

  /** Purging trades does not purge candles. */
  get firstTimeMs(): number | undefined {
    return this.#seconds.firstOpenTime;
  }

  /** Candles from the first trade on, of a second or a minute: the largest that the step is made of. */
  candles(stepMs: number, toMs: number): Candle[] {
    const [source, sourceMs] = stepMs < MINUTE_MS ? [this.#seconds, SECOND_MS] : [this.#minutes, MINUTE_MS];
    const fromMs = source.firstOpenTime;
    if (fromMs === undefined) return [];
    const at = (openTime: number) => source.at(openTime);
    return fillCandles({ stepMs: sourceMs, fromMs, toMs: floorTo(toMs, stepMs) + stepMs - 1, at });
  }
}
