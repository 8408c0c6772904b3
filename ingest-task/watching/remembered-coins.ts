import type { ObservedCoin, Prices } from '../../domain/market/coin.ts';

/** Unfollowed coins whose last published trade is remembered. */
export const MAX_REMEMBERED_COINS = 1_000;

/** What is known of coins that are not followed: what the last run observed, and what this run did before it unfollowed them. */
export class RememberedCoins {
  readonly #coins: Map<string, ObservedCoin>;

  constructor(earlier: Prices['coins']) {
    this.#coins = new Map(Object.entries(earlier));
  }

  get(symbol: string): ObservedCoin | null {
    return this.#coins.get(symbol) ?? null;
  }

  /** The price is not remembered: it may be old when the coin is followed again. */
  remember(symbol: string, coin: ObservedCoin): void {
    this.#coins.set(symbol, { ...coin, price: null, lastTradeId: null, tradeAt: null });
    const oldest = this.#coins.keys().next();
    if (this.#coins.size > MAX_REMEMBERED_COINS && !oldest.done) this.#coins.delete(oldest.value);
  }

  forget(symbol: string): void {
    this.#coins.delete(symbol);
  }
}
