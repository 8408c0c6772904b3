import type { WantedCoin } from '../../domain/market/coin.ts';

export function buildWantedCoin(symbol = 'BTCUSDT', version = 1, wanted = true): WantedCoin {
  return { symbol, wanted, book: { version, metrics: ['price'], shards: 1 } };
}
