import { CandleHistory } from './candle-history.ts';
import { COIN_PROFILES, type CoinProfile } from './coin-profiles.ts';
import { drawTrades } from './draw-trades.ts';
import { floorTo, foldIntoOne } from './fold-candles.ts';
import type { Candle, CandleRange, Market, MarketTrade, TradeListener, TradeSpan } from './market.ts';
import { type MarketState, saveState } from './market-state.ts';
import { PricePath } from './price-path.ts';
import { RandomNumbers } from './random-numbers.ts';
import { SimulatedCoin } from './simulated-coin.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Trades are drawn on a fixed grid, so that they do not depend on when the timer happens to fire. */
export const DRAW_STEP_MS = 50;
const HISTORY_MS = 35 * DAY_MS;

/** After a longer sleep of the process the time between stays without trades instead of coming as one flood. */
const MAX_CATCH_UP_MS = 2000;

const FIRST_ID_OF_COIN = 1_000_000;
const SINGLES_PER_TRADE = 3;

export interface RandomMarketOptions {
  readonly seed: number;
  /** Where a new market begins, or an old one goes on. */
  readonly startMs: number;
  /** Multiplies the trade rates; prices and price shocks keep their pace. */
  readonly speed?: number;
  readonly profiles?: readonly CoinProfile[];
  /** Of an earlier run: its seed wins over `seed`. */
  readonly state?: MarketState | undefined;
}

/** A market of seeded random trades; time passes only by `advanceTo` or, after `start`, by the clock. */
export class RandomMarket implements Market {
  readonly #profiles: readonly CoinProfile[];
  readonly #seed: number;
  readonly #speed: number;
  readonly #originMs: number;
  readonly #path: PricePath;
  readonly #random: RandomNumbers;
  readonly #coins: ReadonlyMap<string, SimulatedCoin>;
  readonly #listeners = new Set<TradeListener>();
  #nowMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ seed, startMs, speed = 1, profiles = COIN_PROFILES, state }: RandomMarketOptions) {
    this.#profiles = profiles;
    this.#seed = state?.seed ?? seed;
    this.#speed = speed;
    // A clock that was set back must not make time run backwards.
    this.#nowMs = floorTo(Math.max(startMs, state?.nowMs ?? 0), DRAW_STEP_MS);
    this.#originMs = state?.originMs ?? floorTo(startMs - HISTORY_MS, DAY_MS);
    this.#path = new PricePath(this.#seed, profiles);
    this.#random = state === undefined ? RandomNumbers.fromSeed(seed) : new RandomNumbers(state.random);
    this.#coins = this.#makeCoins(state);
  }

  /** Lets time pass by the clock until `stop`. */
  start(clock: () => number = Date.now): void {
    this.stop();
    this.#timer = setInterval(() => {
      const now = clock();
      if (now - this.#nowMs > MAX_CATCH_UP_MS) this.#nowMs = floorTo(now - MAX_CATCH_UP_MS, DRAW_STEP_MS);
      this.advanceTo(now);
    }, DRAW_STEP_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Makes the trades up to an instant and hands them to the listeners. */
  advanceTo(timeMs: number): void {
    while (this.#nowMs + DRAW_STEP_MS <= timeMs) this.#drawStep();
  }

  state(): MarketState {
    const counters = [...this.#coins].map(([symbol, { ring }]) => {
      return [symbol, { nextId: ring.nextId, nextSingleId: ring.nextSingleId }] as const;
    });
    return {
      version: 1,
      seed: this.#seed,
      originMs: this.#originMs,
      nowMs: this.#nowMs,
      random: [...this.#random.state],
      counters: Object.fromEntries(counters),
    };
  }

  saveState(file: string): Promise<void> {
    return saveState(file, this.state());
  }

  symbols(): readonly CoinProfile[] {
    return this.#profiles;
  }

  now(): number {
    return this.#nowMs;
  }

  tradesFrom(symbol: string, id: number, limit: number): MarketTrade[] {
    return this.#coins.get(symbol)?.ring.from(id, limit) ?? [];
  }

  recentTrades(symbol: string, toMs: number, limit: number): MarketTrade[] {
    const ring = this.#coins.get(symbol)?.ring;
    if (ring === undefined) return [];
    const end = toMs < this.#nowMs ? ring.idAt(toMs + 1) : ring.nextId;
    const first = Math.max(end - limit, ring.firstId);
    return ring.from(first, end - first);
  }

  tradesBetween({ symbol, fromMs, toMs, limit }: TradeSpan): MarketTrade[] {
    const ring = this.#coins.get(symbol)?.ring;
    if (ring === undefined) return [];
    return ring.from(ring.idAt(fromMs), limit).filter((trade) => trade.time <= toMs);
  }

  firstCandleMs(symbol: string, stepMs: number): number | undefined {
    return this.#coins.get(symbol)?.firstCandleMs(stepMs);
  }

  candles({ symbol, stepMs, fromMs, toMs }: CandleRange): Candle[] {
    return this.#coins.get(symbol)?.candles({ stepMs, fromMs, toMs, nowMs: this.#nowMs }) ?? [];
  }

  lastDay(symbol: string): Candle | undefined {
    const toMs = floorTo(this.#nowMs, HOUR_MS);
    return foldIntoOne(this.candles({ symbol, stepMs: HOUR_MS, fromMs: toMs - DAY_MS + HOUR_MS, toMs }));
  }

  onTrade(listener: TradeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #makeCoins(state: MarketState | undefined): ReadonlyMap<string, SimulatedCoin> {
    const history = new CandleHistory({ seed: this.#seed, path: this.#path, speed: this.#speed });
    const coins = this.#profiles.map((profile, place) => {
      const nextId = FIRST_ID_OF_COIN * (place + 1);
      const counter = state?.counters[profile.symbol] ?? { nextId, nextSingleId: nextId * SINGLES_PER_TRADE };
      const times = { originMs: this.#originMs, startMs: this.#nowMs };
      return [profile.symbol, new SimulatedCoin({ place, profile, history, ...counter, ...times })] as const;
    });
    return new Map(coins);
  }

  #drawStep(): void {
    const fromMs = this.#nowMs;
    const toMs = fromMs + DRAW_STEP_MS;
    const drawn = [...this.#coins.values()].flatMap((coin) => this.#draw(coin, fromMs, toMs));
    drawn.sort((left, right) => left.draft.time - right.draft.time);
    this.#nowMs = toMs;
    for (const { coin, draft } of drawn) {
      const trade = coin.append(draft);
      for (const listener of this.#listeners) listener(trade);
    }
  }

  #draw(coin: SimulatedCoin, fromMs: number, toMs: number) {
    if (coin.profile.status !== 'TRADING') return [];
    const { place, profile } = coin;
    const step = { coin: place, profile, path: this.#path, random: this.#random, fromMs, toMs, speed: this.#speed };
    return drawTrades(step).map((draft) => ({ coin, draft }));
  }
}
