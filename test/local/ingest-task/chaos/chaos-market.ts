import type { Trade } from '../../../../domain/market/trade.ts';
import { floorTo, joinCandles, tradeCandle } from '../../../../local/simulator/market/fold-candles.ts';
import type {
  Candle,
  CandleRange,
  Market,
  MarketSymbol,
  MarketTrade,
  SymbolStatus,
  TradeListener,
  TradeSpan,
} from '../../../../local/simulator/market/market.ts';
import { fillCandles } from '../../../../local/simulator/market/trade-candles.ts';

interface MadeTrade {
  readonly trade: MarketTrade;
  /** exchange ms */
  readonly madeAt: number;
}

interface Coin {
  readonly firstId: number;
  readonly trades: MadeTrade[];
  purgedBelow: number;
}

export interface TradeFields {
  readonly price: string;
  readonly quantity?: string;
  /** exchange ms; now by default */
  readonly time?: number;
}

/** A market in which a trade is made only when a test says so. Its REST answers can be old, short or purged. */
export class ChaosMarket implements Market {
  /** REST knows only of trades that are older than this. */
  restLagMs = 0;
  /** REST gives at most so many trades at once. */
  pageSize = Number.POSITIVE_INFINITY;
  readonly #now: () => number;
  readonly #coins = new Map<string, Coin>();
  readonly #statuses = new Map<string, SymbolStatus | null>();
  readonly #listeners = new Set<TradeListener>();

  /** `firstIds`: by symbol, the id of its first trade */
  constructor(firstIds: Readonly<Record<string, number>>, now: () => number) {
    this.#now = now;
    for (const [symbol, firstId] of Object.entries(firstIds)) {
      this.#coins.set(symbol, { firstId, trades: [], purgedBelow: 0 });
    }
  }

  /** `madeAt`: from then on REST may know of the trade; now by default */
  trade(symbol: string, { price, quantity = '1.00000000', time = this.now() }: TradeFields, madeAt = this.now()): void {
    const { trades, firstId } = this.#coin(symbol);
    const id = firstId + trades.length;
    const trade = { symbol, id, time, price, quantity, firstId: id, lastId: id, buyerIsMaker: false };
    trades.push({ trade, madeAt });
    for (const listener of this.#listeners) listener(trade);
  }

  /** Every trade that was ever made, as a tick should contain it. */
  truth(symbol: string): Trade[] {
    return this.#coin(symbol).trades.map(({ trade: { id, time, price, quantity } }) => ({
      id,
      time,
      price: plain(price),
      quantity: plain(quantity),
    }));
  }

  /** The oldest trade after this id, if there is any, is younger than the instant. */
  hasNothingAfter(symbol: string, id: number, instant: number): boolean {
    const { trades, firstId } = this.#coin(symbol);
    const oldest = trades[Math.max(0, id + 1 - firstId)];
    return !oldest || oldest.madeAt > instant;
  }

  lastId(symbol: string): number | null {
    return this.#coin(symbol).trades.at(-1)?.trade.id ?? null;
  }

  /** REST forgets all trades so far. */
  purge(symbol: string): void {
    const coin = this.#coin(symbol);
    coin.purgedBelow = coin.firstId + coin.trades.length;
  }

  /** The status of a coin in exchangeInfo from now on; null: the coin is not listed. */
  list(symbol: string, status: SymbolStatus | null): void {
    this.#statuses.set(symbol, status);
  }

  symbols(): readonly MarketSymbol[] {
    return [...this.#coins.keys()].flatMap((symbol) => {
      const assets = { baseAsset: symbol.slice(0, -4), quoteAsset: symbol.slice(-4) };
      const status = this.#statuses.get(symbol) ?? 'TRADING';
      if (this.#statuses.get(symbol) === null) return [];
      return { symbol, status, ...assets, tickSize: '0.01000000', stepSize: '0.01000000' };
    });
  }

  now(): number {
    return this.#now();
  }

  tradesFrom(symbol: string, id: number, limit: number): MarketTrade[] {
    const { firstId, trades, purgedBelow } = this.#coin(symbol);
    const from = Math.max(id, purgedBelow, firstId) - firstId;
    const newest = this.now() - this.restLagMs;
    const page = trades.slice(from, from + Math.min(limit, this.pageSize));
    return page.filter(({ madeAt }) => madeAt <= newest).map(({ trade }) => trade);
  }

  recentTrades(symbol: string, _: number, limit: number): MarketTrade[] {
    return this.#coin(symbol)
      .trades.slice(-limit)
      .map(({ trade }) => trade);
  }

  tradesBetween({ symbol, fromMs, toMs, limit }: TradeSpan): MarketTrade[] {
    const { purgedBelow } = this.#coin(symbol);
    const trades = this.#answered(symbol).filter(({ id, time }) => id >= purgedBelow && time >= fromMs && time <= toMs);
    return trades.slice(0, Math.min(limit, this.pageSize));
  }

  firstCandleMs(symbol: string, stepMs: number): number | undefined {
    const [first] = this.#answered(symbol);
    return first && floorTo(first.time, stepMs);
  }

  /** Of all trades that REST knows of, purged ones included. */
  candles({ symbol, stepMs, fromMs, toMs }: CandleRange): Candle[] {
    if (toMs + stepMs <= (this.#coin(symbol).trades[0]?.trade.time ?? Number.POSITIVE_INFINITY)) return [];
    const parts = new Map<number, Candle>();
    for (const trade of this.#answered(symbol)) {
      const start = floorTo(trade.time, stepMs);
      const before = parts.get(start);
      parts.set(start, before ? joinCandles(before, tradeCandle(start, trade)) : tradeCandle(start, trade));
    }
    const first = this.firstCandleMs(symbol, stepMs) ?? Number.POSITIVE_INFINITY;
    const all = fillCandles({ stepMs, fromMs: Math.min(first, fromMs), toMs, at: (start) => parts.get(start) });
    return all.filter(({ openTime }) => openTime >= fromMs);
  }

  #answered(symbol: string): MarketTrade[] {
    const newest = this.now() - this.restLagMs;
    const { trades } = this.#coin(symbol);
    return trades.filter(({ madeAt }) => madeAt <= newest).map(({ trade }) => trade);
  }

  lastDay(symbol: string): Candle | undefined {
    const { trades } = this.#coin(symbol);
    const close = Number(trades.at(-1)?.trade.price ?? Number.NaN);
    if (Number.isNaN(close)) return undefined;
    const count = trades.length;
    const sizes = { volume: count, quoteVolume: count, trades: count, takerVolume: count, takerQuoteVolume: count };
    return { openTime: this.now(), open: close, high: close, low: close, close, ...sizes };
  }

  onTrade(listener: TradeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #coin(symbol: string): Coin {
    const coin = this.#coins.get(symbol);
    if (!coin) throw new Error(`no such symbol: ${symbol}`);
    return coin;
  }
}

/** Without the trailing zeros of the exchange. */
function plain(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
