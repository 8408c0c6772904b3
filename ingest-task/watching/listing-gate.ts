import { isAnotherCoin, SILENT_AS_IN_A_HALT_MS } from '../../domain/alerts/another-coin.ts';
import type { Trade } from '../../domain/market/trade.ts';

/**
 * - `same`: the trade is of the coin that traded before it.
 * - `another`: another coin trades under the name from this trade on; it may be taken only once the alerts are paused.
 * - `begins`: the first trade of another coin; the alerts are paused.
 */
export type TradedCoin = 'same' | 'another' | 'begins';

export interface ListingGateDeps {
  /** the last trade that was taken before; null when there is none */
  readonly last: Trade | null;
  /** the exchange has not traded the coin at some time since then */
  readonly wasHalted: boolean;
  /** exchange ms: since when the name stands for this coin; null when it stood for no other */
  readonly listedFrom: number | null;
  /** The exchange trades the coin at present, as far as is known. */
  readonly isTraded: () => boolean;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
}

/** What a name stood for at a certain trade. */
export interface Identity {
  /** the exchange was seen not to trade the coin since then */
  readonly wasHalted: boolean;
  readonly listedFrom: number | null;
}

/**
 * Finds out when a name comes back as another coin. After a halt each trade is compared with the one before it, until a trade was
 * taken that is later than the halt. A trade from before the halt may come after it, since it was missed or had to wait: it says
 * nothing about the coin that came back.
 */
export class ListingGate {
  readonly #isTraded: () => boolean;
  readonly #exchangeNow: () => number;
  #last: Trade | null;
  #wasHalted: boolean;
  /** when the exchange was last seen not to trade it, exchange ms; the start of this run where an earlier run saw it */
  #haltedAt: number;
  /** the trade that ended the last doubt */
  #clearedBy: Trade | null = null;
  #idsRestarted = false;
  #listedFrom: number | null;
  /** the first trade of this coin, where this run found that it is another one, and `listedFrom` of the coin before */
  #begun: { readonly first: Trade; readonly before: number | null } | null = null;
  #another: Trade | null = null;
  #isClosed = false;

  constructor({ last, wasHalted, listedFrom, isTraded, exchangeNow }: ListingGateDeps) {
    this.#last = last;
    this.#wasHalted = wasHalted;
    this.#listedFrom = listedFrom;
    this.#isTraded = isTraded;
    this.#exchangeNow = exchangeNow;
    this.#haltedAt = exchangeNow();
  }

  /**
   * What the name stood for at the last published trade. The next run continues after it, and must not know what only later trades
   * have shown.
   */
  identityAt(published: Trade | null): Identity {
    const wasHalted = this.#wasHalted || (this.#clearedBy !== null && !hasReached(published, this.#clearedBy));
    const isBefore = this.#begun !== null && !hasReached(published, this.#begun.first);
    return { wasHalted, listedFrom: isBefore && this.#begun ? this.#begun.before : this.#listedFrom };
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
  checkHalt(): void {
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

  /** What was taken after this trade was dropped and comes again: another coin is then found again. */
  continueAfter(last: Trade | null): void {
    this.#last = last;
    this.#another = null;
    this.#isClosed = false;
    this.#idsRestarted = false;
  }

  /** The alerts are paused: the other coin's trade may be taken. */
  open(): void {
    this.#isClosed = false;
  }

  #compare(trade: Trade): TradedCoin {
    if (this.#another?.id === trade.id && !this.#isClosed) {
      this.#take(trade);
      this.#begun = { first: trade, before: this.#listedFrom };
      this.#listedFrom = trade.time;
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

/** Whether a trade is this one or a later one. Id and time are compared, since ids may have restarted in between. */
function hasReached(trade: Trade | null, { id, time }: Trade): boolean {
  return trade !== null && trade.id >= id && trade.time >= time;
}
