import type { Prices } from '../../domain/market/coin.ts';

const NOW = Date.UTC(2026, 10, 22, 9);

/** A snapshot of now, in which BTCUSDT is live at this price since half a second. */
export function pricesOf(price: string): Prices {
  const coin = { state: 'live', price, lastTradeId: 7, tradeAt: NOW - 500 } as const;
  return { feed: 'simulator', updatedAt: NOW, coins: { BTCUSDT: coin } };
}
