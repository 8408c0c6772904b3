import type { MarketTrade } from './market.ts';

/** Trades kept per symbol; at 25 bytes each a dozen busy symbols stay under 60 MB. */
const MAX_TRADES_KEPT = 200_000;
const FIRST_CAPACITY = 1024;

/** A trade before it has its ids; sizes in whole ticks and lot steps. */
export interface TradeDraft {
  readonly time: number;
  readonly priceTicks: number;
  readonly quantitySteps: number;
  /** How many single trades it aggregates. */
  readonly singles: number;
  readonly buyerIsMaker: boolean;
}

export interface TradeRingOptions {
  readonly symbol: string;
  readonly tickSize: number;
  readonly stepSize: number;
  readonly nextId: number;
  readonly nextSingleId: number;
  readonly maxTrades?: number;
}

/** One symbol's newest trades, in columns; older ones are purged, as on Binance. Gives every trade its ids. */
export class TradeRing {
  readonly #options: TradeRingOptions;
  readonly #maxTrades: number;
  #columns: Columns;
  #size = 0;
  #nextId: number;
  #nextSingleId: number;

  constructor(options: TradeRingOptions) {
    this.#options = options;
    this.#maxTrades = options.maxTrades ?? MAX_TRADES_KEPT;
    this.#columns = makeColumns(Math.min(FIRST_CAPACITY, this.#maxTrades));
    this.#nextId = options.nextId;
    this.#nextSingleId = options.nextSingleId;
  }

  get nextId(): number {
    return this.#nextId;
  }

  get nextSingleId(): number {
    return this.#nextSingleId;
  }

  append(draft: TradeDraft): MarketTrade {
    if (this.#size === this.#columns.time.length && this.#size < this.#maxTrades) this.#grow();
    const place = this.#nextId % this.#columns.time.length;
    this.#columns.time[place] = draft.time;
    this.#columns.firstId[place] = this.#nextSingleId;
    this.#columns.price[place] = draft.priceTicks;
    this.#columns.quantity[place] = draft.quantitySteps;
    this.#columns.maker[place] = draft.buyerIsMaker ? 1 : 0;
    this.#nextId += 1;
    this.#nextSingleId += draft.singles;
    this.#size = Math.min(this.#size + 1, this.#columns.time.length);
    return this.#at(this.#nextId - 1);
  }

  /** Trades from `id` on, or from the first one held. */
  from(id: number, limit: number): MarketTrade[] {
    const first = Math.max(id, this.#nextId - this.#size);
    const end = Math.min(first + limit, this.#nextId);
    return Array.from({ length: Math.max(0, end - first) }, (_, index) => this.#at(first + index));
  }

  /** Id of the first trade at or after an instant; the next id when there is none. */
  idAt(timeMs: number): number {
    let low = this.#nextId - this.#size;
    let high = this.#nextId;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#timeOf(middle) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get firstId(): number {
    return this.#nextId - this.#size;
  }

  #timeOf(id: number): number {
    return this.#columns.time[id % this.#columns.time.length] ?? 0;
  }

  #at(id: number): MarketTrade {
    const { time, firstId, price, quantity, maker } = this.#columns;
    const place = id % time.length;
    const next = id + 1 === this.#nextId ? this.#nextSingleId : (firstId[(id + 1) % time.length] ?? 0);
    return {
      symbol: this.#options.symbol,
      id,
      time: time[place] ?? 0,
      price: ((price[place] ?? 0) * this.#options.tickSize).toFixed(8),
      quantity: ((quantity[place] ?? 0) * this.#options.stepSize).toFixed(8),
      firstId: firstId[place] ?? 0,
      lastId: next - 1,
      buyerIsMaker: maker[place] === 1,
    };
  }

  #grow(): void {
    const before = this.#columns;
    const after = makeColumns(Math.min(before.time.length * 2, this.#maxTrades));
    for (let id = this.firstId; id < this.#nextId; id += 1) copyRow(before, after, id);
    this.#columns = after;
  }
}

interface Columns {
  readonly time: Float64Array;
  readonly firstId: Float64Array;
  readonly price: Uint32Array;
  readonly quantity: Uint32Array;
  readonly maker: Uint8Array;
}

function makeColumns(capacity: number): Columns {
  return {
    time: new Float64Array(capacity),
    firstId: new Float64Array(capacity),
    price: new Uint32Array(capacity),
    quantity: new Uint32Array(capacity),
    maker: new Uint8Array(capacity),
  };
}

function copyRow(from: Columns, to: Columns, id: number): void {
  const source = id % from.time.length;
  const target = id % to.time.length;
  to.time[target] = from.time[source] ?? 0;
  to.firstId[target] = from.firstId[source] ?? 0;
  to.price[target] = from.price[source] ?? 0;
  to.quantity[target] = from.quantity[source] ?? 0;
  to.maker[target] = from.maker[source] ?? 0;
}
