import { setImmediate as letSocketsFlush, setTimeout as sleep } from 'node:timers/promises';
import { floorTo, foldCandles, foldIntoOne } from './fold-candles.ts';
import type { Candle, CandleRange, Market, MarketSymbol, MarketTrade, TradeListener, TradeSpan } from './market.ts';
import { mergeTapes, type TapeRow } from './merge-tapes.ts';
import { ReleasedTrades } from './released-trades.ts';

const DAY_MS = 86_400_000;

/** How often a paced play looks how many trades are due. */
const PACE_INTERVAL_MS = 10;

/** So many trades go out before the sockets get a turn. */
const FLUSH_EVERY_TRADES = 500;

/** How fast a tape runs: by count, by its own times (1 is as recorded), or without waiting. */
export type Pace = { readonly tradesPerSecond: number } | { readonly speed: number } | 'at-once';

export interface TapeMarketOptions {
  /** Rows by symbol, ids rising by one. */
  readonly tapes: Readonly<Record<string, readonly TapeRow[]>>;
  /** What exchangeInfo says; by default a trading USDT pair for every tape. */
  readonly symbols?: readonly MarketSymbol[];
}

/** Recorded trades as a market: nothing happens but by `step`, `play` and `advance`. */
export class TapeMarket implements Market {
  readonly #tape: readonly MarketTrade[];
  readonly #symbols: readonly MarketSymbol[];
  readonly #released = new Map<string, ReleasedTrades>();
  readonly #listeners = new Set<TradeListener>();
  #position = 0;
  #nowMs: number;
  /** Counts plays and stops, so that a play sees that it is no longer the one. */
  #playing = 0;

  constructor({ tapes, symbols }: TapeMarketOptions) {
    this.#tape = mergeTapes(tapes);
    this.#symbols = symbols ?? Object.keys(tapes).map(tradingPair);
    for (const symbol of Object.keys(tapes)) this.#released.set(symbol, new ReleasedTrades());
    this.#nowMs = this.#tape[0]?.time ?? 0;
  }

  get released(): number {
    return this.#position;
  }

  get remaining(): number {
    return this.#tape.length - this.#position;
  }

  /** Releases the next trades at once; returns how many there were. */
  step(count = 1): number {
    const due = this.#tape.slice(this.#position, this.#position + count);
    for (const trade of due) this.#release(trade);
    return due.length;
  }

  /** Releases the rest of the tape; resolves at its end, or when `stop` or another `play` ends it. */
  async play(pace: Pace): Promise<void> {
    this.stop();
    const turn = this.#playing;
    const startedAt = performance.now();
    const from = { position: this.#position, timeMs: this.#tape[this.#position]?.time ?? 0 };
    while (this.remaining > 0) {
      const elapsedMs = performance.now() - startedAt;
      const due = this.#dueBy(pace, from, elapsedMs) - this.#position;
      this.step(Math.min(due, FLUSH_EVERY_TRADES));
      if (due >= FLUSH_EVERY_TRADES) await letSocketsFlush();
      else await sleep(PACE_INTERVAL_MS);
      if (turn !== this.#playing) return;
    }
  }

  /** Ends a play where it is. */
  stop(): void {
    this.#playing += 1;
  }

  /** Moves the clock on without a trade, so that heartbeats show time passing. */
  advance(ms: number): void {
    this.#nowMs += ms;
  }

  /** Forgets a symbol's trades below an id, as an exchange purges old ones. */
  purgeBelow(symbol: string, id: number): void {
    this.#released.get(symbol)?.purgeBelow(id);
  }

  symbols(): readonly MarketSymbol[] {
    return this.#symbols;
  }

  now(): number {
    return this.#nowMs;
  }

  tradesFrom(symbol: string, id: number, limit: number): MarketTrade[] {
    return this.#tradesOf(symbol)
      .filter((trade) => trade.id >= id)
      .slice(0, limit);
  }

  recentTrades(symbol: string, toMs: number, limit: number): MarketTrade[] {
    return this.#tradesOf(symbol)
      .filter((trade) => trade.time <= toMs)
      .slice(-limit);
  }

  tradesBetween({ symbol, fromMs, toMs, limit }: TradeSpan): MarketTrade[] {
    return this.#tradesOf(symbol)
      .filter((trade) => trade.time >= fromMs && trade.time <= toMs)
      .slice(0, limit);
  }

  firstCandleMs(symbol: string, stepMs: number): number | undefined {
    const first = this.#released.get(symbol)?.firstTimeMs;
    return first === undefined ? undefined : floorTo(first, stepMs);
  }

  candles({ symbol, stepMs, fromMs, toMs }: CandleRange): Candle[] {
    const candles = this.#released.get(symbol)?.candles(stepMs, Math.min(toMs, this.#nowMs)) ?? [];
    return foldCandles(candles, stepMs).filter((candle) => candle.openTime >= fromMs);
  }

  lastDay(symbol: string): Candle | undefined {
    const minuteMs = 60_000;
    const toMs = floorTo(this.#nowMs, minuteMs);
    return foldIntoOne(this.candles({ symbol, stepMs: minuteMs, fromMs: toMs - DAY_MS + minuteMs, toMs }));
  }

  onTrade(listener: TradeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #release(trade: MarketTrade): void {
    this.#position += 1;
    this.#nowMs = Math.max(this.#nowMs, trade.time);
    this.#released.get(trade.symbol)?.add(trade);
    for (const listener of this.#listeners) listener(trade);
  }

  /** The tape position that should be reached after so long a play. */
  #dueBy(pace: Pace, from: { position: number; timeMs: number }, elapsedMs: number): number {
    if (pace === 'at-once') return this.#tape.length;
    if ('tradesPerSecond' in pace) return from.position + Math.floor((elapsedMs / 1000) * pace.tradesPerSecond);
    const untilMs = from.timeMs + elapsedMs * pace.speed;
    let due = this.#position;
    while ((this.#tape[due]?.time ?? Number.POSITIVE_INFINITY) <= untilMs) due += 1;
    return due;
  }

  #tradesOf(symbol: string): readonly MarketTrade[] {
    return this.#released.get(symbol)?.all() ?? [];
  }
}

function tradingPair(symbol: string): MarketSymbol {
  const quoteAsset = 'USDT';
  const baseAsset = symbol.endsWith(quoteAsset) ? symbol.slice(0, -quoteAsset.length) : symbol;
  return { symbol, status: 'TRADING', baseAsset, quoteAsset, tickSize: '0.01000000', stepSize: '0.00001000' };
}
