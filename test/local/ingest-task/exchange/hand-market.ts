import type {
  Candle,
  Market,
  MarketSymbol,
  MarketTrade,
  TradeListener,
} from '../../../../local/simulator/market/market.ts';

/** A market in which a trade is made only when a test says so. Ids go up by one from 1; the price of a trade is its id. */
export class HandMarket implements Market {
  readonly #trades = new Map<string, MarketTrade[]>();
  readonly #listeners = new Set<TradeListener>();
  #nowMs = Date.parse('2026-11-02T10:00:00Z');

  constructor(symbols: Iterable<string>) {
    for (const symbol of symbols) this.#trades.set(symbol, []);
  }

  trade(symbol: string, count = 1): void {
    const trades = this.#trades.get(symbol);
    if (!trades) throw new Error(`no such symbol: ${symbol}`);
    for (let i = 0; i < count; i += 1) {
      const id = trades.length + 1;
      const size = { price: `${id}.00000000`, quantity: '1.00000000', buyerIsMaker: false };
      const trade = { symbol, id, time: this.#nowMs, firstId: id, lastId: id, ...size };
      trades.push(trade);
      for (const listener of this.#listeners) listener(trade);
    }
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  symbols(): readonly MarketSymbol[] {
    return [...this.#trades.keys()].map((symbol) => {
      const assets = { baseAsset: symbol.slice(0, -4), quoteAsset: symbol.slice(-4) };
      return { symbol, status: 'TRADING', ...assets, tickSize: '0.01000000', stepSize: '0.01000000' };
    });
  }

  now(): number {
    return this.#nowMs;
  }

  tradesFrom(symbol: string, id: number, limit: number): MarketTrade[] {
    return (this.#trades.get(symbol) ?? []).slice(id - 1, id - 1 + limit);
  }

  recentTrades(symbol: string, _: number, limit: number): MarketTrade[] {
    return (this.#trades.get(symbol) ?? []).slice(-limit);
  }

  tradesBetween(): MarketTrade[] {
    return [];
  }

  firstCandleMs(): undefined {
    return undefined;
  }

  candles(): Candle[] {
    return [];
  }

  lastDay(symbol: string): Candle {
    const trades = (this.#trades.get(symbol) ?? []).length;
    const prices = { open: 1, high: trades, low: 1, close: trades };
    const sizes = { volume: trades, quoteVolume: trades, trades, takerVolume: trades, takerQuoteVolume: trades };
    return { openTime: this.#nowMs, ...prices, ...sizes };
  }

  onTrade(listener: TradeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
