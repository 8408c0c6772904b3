import { type Candle, viewCandle } from '../domain/market/candle.ts';
import type { Prices } from '../domain/market/coin.ts';
import type { ViewedTick } from '../domain/market/viewed-coin.ts';
import { observeCoin } from './coin-view.ts';
import type { LiveCoin } from './live-frames.ts';

/** As the newest snapshot has it; `now` on the exchange's clock, ms. One that it lacks is `requested`. */
export function liveCoinOfSnapshot(symbol: string, prices: Prices | null, now: number): LiveCoin {
  const coin = observeCoin(prices, symbol, now);
  if (!coin || !prices) {
    return { symbol, state: 'requested', at: null, price: null, tradeAt: null, minute: null, closed: null };
  }
  const { state, price, tradeAt, open = null } = coin;
  // of a coin that is not live the minute may have gone on unseen
  const minute = state === 'live' ? viewTraded(open) : null;
  return { symbol, state, at: iso(prices.updatedAt), price, tradeAt: isoOrNull(tradeAt), minute, closed: null };
}

/** As its tick has it. */
export function liveCoinOfTick({ symbol, source, viewed }: ViewedTick): LiveCoin {
  return {
    symbol,
    state: source === 'live' ? 'live' : 'catching-up',
    at: iso(viewed.at),
    price: viewed.price,
    tradeAt: isoOrNull(viewed.tradeAt),
    minute: viewTraded(viewed.open),
    closed: viewTraded(viewed.closed),
  };
}

/** Without a trade its prices only repeat the last one. */
function viewTraded(candle: Candle | null) {
  return candle && candle.trades > 0 ? viewCandle(candle) : null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}
