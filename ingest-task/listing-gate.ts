import { isAnotherCoin, SILENT_AS_IN_A_HALT_MS } from '../domain/another-coin.ts';
import type { Trade } from '../domain/trade.ts';

/**
 * - `same`: the trade is of the coin that traded before it.
 * - `another`: another coin trades under the name from this one on; it may not be taken before its alerts are paused.
 * - `begins`: the first of another coin, whose alerts are paused.
 */
export type TradedCoin = 'same' | 'another' | 'begins';

export interface ListingGateOptions {
  /** the last trade that was taken before; null when there is none */
  readonly last: Trade | null;
  /** the exchange has not traded the coin at some time since then */
  readonly wasHalted: boolean;
  /** The exchange trades the coin at present, as far as is known. */
  readonly isTraded: () => boolean;
}

/**
 * Finds out when a name comes back as another coin. In doubt, from when the exchange was seen not to trade it until a trade was taken
 * while it did, each trade is compared with the one before it.
 */
export class ListingGate {
  readonly #isTraded: () => boolean;
  #last: Trade | null;
  #wasHalted: boolean;
  #idsBeganAnew = false;
  #another: Trade | null = null;
  #isClosed = false;

  constructor({ last, wasHalted, isTraded }: ListingGateOptions) {
    this.#last = last;
    this.#wasHalted = wasHalted;
    this.#isTraded = isTraded;
  }

  /** The exchange was seen not to trade the coin since the last trade that was taken. */
  get wasHalted(): boolean {
    return this.#wasHalted;
  }

  /** The alerts of the coin that traded before are not paused yet. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The last trade of the coin before. */
  get last(): Trade | null {
    return this.#last;
  }

  /** The exchange may have stopped trading the coin. */
  look(): void {
    if (!this.#isTraded()) this.#wasHalted = true;
  }

  idsBeganAnew(): void {
    this.#idsBeganAnew = true;
  }

  /** Runs for every trade of the market: two comparisons as a rule. */
  meet(trade: Trade): TradedCoin {
    const last = this.#last;
    const isClear = !this.#wasHalted && !this.#another && !this.#idsBeganAnew;
    if (isClear && last && trade.time - last.time < SILENT_AS_IN_A_HALT_MS) {
      this.#last = trade;
      return 'same';
    }
    return this.#compare(trade);
  }

  /** The alerts are paused: the trade that was another coin's may be taken. */
  open(): void {
    this.#isClosed = false;
  }

  #compare(trade: Trade): TradedCoin {
    if (this.#another?.id === trade.id && !this.#isClosed) {
      this.#take(trade);
      return 'begins';
    }
    const { wasHalted } = this;
    const comeback = { first: trade, wasHalted, idsBeganAnew: this.#idsBeganAnew };
    if (this.#last && isAnotherCoin({ before: this.#last, ...comeback })) {
      this.#another = trade;
      this.#isClosed = true;
      return 'another';
    }
    this.#take(trade);
    return 'same';
  }

  #take(trade: Trade): void {
    this.#last = trade;
    this.#idsBeganAnew = false;
    this.#another = null;
    if (this.#isTraded()) this.#wasHalted = false;
  }
}
