import { isAnotherCoin, SILENT_AS_IN_A_HALT_MS } from '../../domain/alerts/another-coin.ts';
import type { Trade } from '../../domain/market/trade.ts';

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
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
}

/**
 * Finds out when a name comes back as another coin. In doubt, from when the exchange was seen not to trade it until a trade was taken
 * that is later than that, each trade is compared with the one before it. A trade from before the halt may come after it, since it
 * was missed or had to wait: it says nothing about what came back.
 */
export class ListingGate {
  readonly #isTraded: () => boolean;
  readonly #exchangeNow: () => number;
  #last: Trade | null;
  #wasHalted: boolean;
  /** when the exchange was seen last not to trade it, exchange ms; the start of the run where an earlier one saw it */
  #haltedAt: number;
  /** the trade that ended the last doubt */
  #clearedBy: Trade | null = null;
  #idsRestarted = false;
  #another: Trade | null = null;
  #isClosed = false;

  constructor({ last, wasHalted, isTraded, exchangeNow }: ListingGateOptions) {
    this.#last = last;
    this.#wasHalted = wasHalted;
    this.#isTraded = isTraded;
    this.#exchangeNow = exchangeNow;
    this.#haltedAt = exchangeNow();
  }

  /** Whether trades behind this one have to be compared with the one before them: no trade up to it ended the doubt. */
  wasHaltedSince(trade: Trade | null): boolean {
    return this.#wasHalted || (this.#clearedBy !== null && !hasReached(trade, this.#clearedBy));
  }

  /** The first trade of another coin, while the alerts of the coin before are not paused yet. */
  get held(): Trade | null {
    return this.#isClosed ? this.#another : null;
  }

  /** The last trade of the coin before. */
  get last(): Trade | null {
    return this.#last;
  }

  /** The exchange may have stopped trading the coin. */
  look(): void {
    if (this.#isTraded()) return;
    this.#wasHalted = true;
    this.#haltedAt = this.#exchangeNow();
  }

  idsRestarted(): void {
    this.#idsRestarted = true;
  }

  /** Runs for every trade of the market: two comparisons as a rule. */
  meet(trade: Trade): TradedCoin {
    const last = this.#last;
    const isClear = !this.#wasHalted && !this.#another && !this.#idsRestarted;
    if (isClear && last && trade.time - last.time < SILENT_AS_IN_A_HALT_MS) {
      this.#last = trade;
      return 'same';
    }
    return this.#compare(trade);
  }

  /** What was taken behind this trade was dropped and comes again: another coin is found again, if it is one. */
  goOnBehind(last: Trade | null): void {
    this.#last = last;
    this.#another = null;
    this.#isClosed = false;
    this.#idsRestarted = false;
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
    const comeback = { first: trade, wasHalted: this.#wasHalted, idsRestarted: this.#idsRestarted };
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
    this.#idsRestarted = false;
    this.#another = null;
    if (!this.#wasHalted || trade.time <= this.#haltedAt || !this.#isTraded()) return;
    this.#wasHalted = false;
    this.#clearedBy = trade;
  }
}

/** Whether a trade is this one or a later one. Both have to be compared: ids may have begun anew in between. */
export function hasReached(trade: Trade | null, { id, time }: Trade): boolean {
  return trade !== null && trade.id >= id && trade.time >= time;
}
