import type { CoinState, ObservedCoin } from '../domain/coin.ts';
import type { Trade } from '../domain/trade.ts';
import type { ListingState } from './catalogue.ts';
import type { CoinOutbox } from './coin-outbox.ts';
import { CoinTrades } from './coin-trades.ts';
import type { CoinMinutes } from './history/coin-minutes.ts';

export interface WatchedCoinParts {
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  /** what was observed of the coin by the last run, or until it was let go */
  readonly earlier: ObservedCoin | null;
}

/** One coin while it is wanted: what came of it, and what is to be said of it. */
export class WatchedCoin {
  readonly symbol: string;
  readonly outbox: CoinOutbox;
  readonly minutes: CoinMinutes;
  readonly trades: CoinTrades;
  /**
   * An id came by the present connection. Until then trades may have been missed that nobody knows of, so nothing is
   * said about what is complete.
   */
  confirmed = false;
  state: CoinState = 'requested';
  #observed: Pick<ObservedCoin, 'price' | 'lastTradeId' | 'tradeAt'>;
  /** The last trade that was published before this run or, where the ids began anew within it, before that. */
  #floor: Trade | null;

  constructor({ outbox, minutes, earlier }: WatchedCoinParts) {
    this.symbol = outbox.symbol;
    this.outbox = outbox;
    this.minutes = minutes;
    const { price = null, lastTradeId = null, tradeAt = null, published = null } = earlier ?? {};
    this.#observed = { price, lastTradeId, tradeAt };
    this.#floor = published;
    // What was only received when a run ended is in no tick: it has to show as a hole.
    this.trades = new CoinTrades(published);
  }

  /** The ids go on where the last run's ticks ended, or beyond. */
  joined(): void {
    if (this.#floor) this.outbox.joinOn(this.#floor);
  }

  /** Keeps the highest of the old ids, so that the new ones are below it however often they begin anew. */
  beganAnew(): void {
    const published = this.outbox.published;
    if (published && published.id > (this.#floor?.id ?? -1)) this.#floor = published;
  }

  saw({ price, id, time }: Trade): void {
    this.#observed = { price, lastTradeId: id, tradeAt: time };
  }

  /** While alerts wait to be re-armed the floor stays at the old ids: the next run must see them begin anew again. */
  observed(isReArming: boolean): ObservedCoin {
    const published = isReArming ? this.#floor : (this.outbox.published ?? this.#floor);
    const values = this.minutes.presentValues() ?? { refs: {}, measures: {} };
    return { state: this.state, ...this.#observed, published, minute: this.minutes.present, ...values };
  }
}

export interface Circumstances {
  readonly listing: ListingState;
  readonly isDown: boolean;
  readonly isSubscribed: boolean;
}

/** What can be said of a coin that is wanted. */
export function stateOf({ listing, isDown, isSubscribed }: Circumstances): CoinState {
  if (listing === 'unlisted') return 'rejected';
  if (listing === 'halted') return 'halted';
  if (isDown) return 'dark';
  return isSubscribed ? 'live' : 'requested';
}
