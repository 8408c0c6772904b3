import { describe, expect, it } from 'vitest';
import type { Prices } from '../../../domain/coin.ts';
import {
  coinSummarySchema,
  coinViewSchema,
  SNAPSHOT_STALE_AFTER_MS,
  snapshotAge,
  summarizeCoin,
  viewCoin,
} from '../../../domain/coin-view.ts';

const AT = 1_000_000;
const prices: Prices = {
  feed: 'binance',
  updatedAt: AT,
  coins: {
    BTCUSDT: { state: 'live', price: '64812.4', lastTradeId: 7, tradeAt: AT - 5 },
    GONEUSDT: { state: 'delisted', price: null, lastTradeId: null, tradeAt: null },
  },
};

describe('a coin as it is shown', () => {
  it('carries what was observed', () => {
    expect(coinSummarySchema.parse(summarizeCoin('BTCUSDT', prices, AT))).toMatchObject({
      state: 'live',
      feed: 'binance',
      price: '64812.4',
      lastTradeId: 7,
      updatedAt: new Date(AT).toISOString(),
    });
  });

  it.each(['ETHUSDT', 'constructor', '__proto__'])('is requested while nothing was observed (%s)', (symbol) => {
    expect(summarizeCoin(symbol, prices, AT)).toMatchObject({ state: 'requested', price: null, updatedAt: null });
  });

  it('is not called live by a snapshot that a task left behind', () => {
    const later = AT + SNAPSHOT_STALE_AFTER_MS + 1;
    expect(summarizeCoin('BTCUSDT', prices, later - 1).state).toBe('live');
    expect(summarizeCoin('BTCUSDT', prices, later).state).toBe('dark');
    expect(summarizeCoin('GONEUSDT', prices, later).state).toBe('delisted');
  });

  it('names the intervals that were not watched', () => {
    const gap = { from: AT, to: AT + 1, reason: 'missed-trades' as const, firstTradeId: 1, lastTradeId: 2 };
    const view = coinViewSchema.parse(viewCoin(summarizeCoin('BTCUSDT', prices, AT), [gap]));
    const [from, to] = [new Date(AT).toISOString(), new Date(AT + 1).toISOString()];
    expect(view.unwatched).toEqual([{ from, to, reason: 'missed-trades' }]);
  });

  it('has a snapshot of some age, or none', () => {
    expect(snapshotAge(prices, AT + 40)).toBe(40);
    expect(snapshotAge(prices, AT - 40)).toBe(0);
    expect(snapshotAge(null, AT)).toBeNull();
  });
});
