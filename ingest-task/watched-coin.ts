import type { CoinState, ObservedCoin } from '../domain/coin.ts';
import type { Trade } from '../domain/trade.ts';
import type { ListingState } from './catalogue.ts';
import type { CoinOutbox } from './coin-outbox.ts';
import { CoinTrades } from './coin-trades.ts';

/** One coin while it is wanted: what came of it, and what is to be said of it. */
export class WatchedCoin {
  readonly symbol: string;
  readonly outbox: CoinOutbox;
  readonly trades: CoinTrades;
  /**
   * An id came by the present connection. Until then trades may have been missed that nobody knows of, so nothing is
   * said about what is complete.
   */
  confirmed = false;
  state: CoinState = 'requested';
  #observed: Omit<ObservedCoin, 'state'>;

  /** `earlier`: what the last run observed of the coin. */
  constructor(symbol: string, outbox: CoinOutbox, earlier: ObservedCoin | null) {
    this.symbol = symbol;
    this.outbox = outbox;
    const { price = null, lastTradeId = null, tradeAt = null } = earlier ?? {};
    this.#observed = { price, lastTradeId, tradeAt };
    this.trades = new CoinTrades(lastTradeId !== null && tradeAt !== null ? { id: lastTradeId, time: tradeAt } : null);
  }

  saw({ price, id, time }: Trade): void {
    this.#observed = { price, lastTradeId: id, tradeAt: time };
  }

  observed(): ObservedCoin {
    return { state: this.state, ...this.#observed };
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
