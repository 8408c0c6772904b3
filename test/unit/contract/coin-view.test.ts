import { describe, expect, it } from 'vitest';
import {
  coinSummarySchema,
  coinViewSchema,
  SNAPSHOT_STALE_AFTER_MS,
  snapshotAge,
  summarizeCoin,
  viewCoin,
} from '../../../contract/coin-view.ts';
import type { ObservedCoin, Prices } from '../../../domain/market/coin.ts';
import { minuteOf } from '../../../domain/market/tick.ts';
import { buildCandle } from '../../support/candles.ts';

const AT = 1_000_000;
const observed: ObservedCoin = { state: 'live', price: '64812.4', lastTradeId: 7, tradeAt: AT - 5 };
const prices: Prices = {
  feed: 'binance',
  updatedAt: AT,
  coins: {
    BTCUSDT: observed,
    GONEUSDT: { state: 'delisted', price: null, lastTradeId: null, tradeAt: null },
  },
};

const market = { prices, exchangeNow: AT };
const SURROUNDINGS = { listing: null, unwatched: [], sparks: null };

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

  it('shows changes, volatilities and volumes by window, rounded for people', () => {
    const refs = { 'change-5m': '64812.4', 'change-1h': '64000', 'change-24h': '64812.400001', 'change-7d': null };
    const measures = { 'volatility-1h': 41.234567, 'volatility-30d': null, 'volume-5m': 1234.5678, 'volume-24h': 0 };
    const observed = { state: 'live', price: '64812.4', lastTradeId: 7, tradeAt: AT - 5, minute: 960_000 } as const;
    const at = { ...prices, coins: { BTCUSDT: { ...observed, refs, measures } } };
    const { change, volatility, volume } = coinSummarySchema.parse(summarizeCoin('BTCUSDT', at, AT));
    // 100 · (64812.4 / 64000 − 1) = 1.269375
    expect(change).toEqual({ '5m': 0, '15m': null, '1h': 1.2694, '4h': null, '24h': 0, '7d': null });
    expect(volatility).toEqual({ '1h': 41.2346, '24h': null, '7d': null, '30d': null });
    expect(volume).toEqual({ '5m': 1234.57, '1h': null, '24h': 0 });
  });

  it('has no metrics in a snapshot of an earlier version', () => {
    const { change, volatility, volume } = summarizeCoin('BTCUSDT', prices, AT);
    const values = [change, volatility, volume].flatMap((it) => Object.values(it));
    expect(values).toEqual(Array.from({ length: 13 }, () => null));
  });

  it.each(['ETHUSDT', 'constructor', '__proto__'])('is requested while nothing was observed (%s)', (symbol) => {
    expect(summarizeCoin(symbol, prices, AT)).toMatchObject({ state: 'requested', price: null, updatedAt: null });
  });

  it('is dark, not live, once the snapshot is stale', () => {
    const later = AT + SNAPSHOT_STALE_AFTER_MS + 1;
    expect(summarizeCoin('BTCUSDT', prices, later - 1).state).toBe('live');
    expect(summarizeCoin('BTCUSDT', prices, later).state).toBe('dark');
    expect(summarizeCoin('GONEUSDT', prices, later).state).toBe('delisted');
  });

  it('names the intervals that were not watched', () => {
    const gap = { from: AT, to: AT + 1, reason: 'purged' as const, firstTradeId: 1, lastTradeId: 2 };
    const view = coinViewSchema.parse(viewCoin('BTCUSDT', market, { ...SURROUNDINGS, unwatched: [gap] }));
    const [from, to] = [new Date(AT).toISOString(), new Date(AT + 1).toISOString()];
    expect(view.unwatched).toEqual([{ from, to, reason: 'purged' }]);
  });

  it('shows the open minute while it is live, and no other', () => {
    const open = { ...buildCandle(minuteOf(AT), '61000.5'), volume: 0.0000001 };
    const at = (coin: Partial<ObservedCoin>, exchangeNow = AT) => {
      const coins = { BTCUSDT: { ...observed, open, ...coin } };
      return viewCoin('BTCUSDT', { prices: { ...prices, coins }, exchangeNow }, SURROUNDINGS).minute;
    };
    expect(at({})).toMatchObject({
      start: new Date(minuteOf(AT)).toISOString(),
      close: '61000.5',
      volume: '0.0000001',
    });
    expect(at({ open: null })).toBeNull();
    expect(at({ open: { ...open, trades: 0 } })).toBeNull();
    expect(at({ state: 'catching-up' })).toBeNull();
    expect(at({}, AT + SNAPSHOT_STALE_AFTER_MS + 1)).toBeNull();
  });

  it('has the step of its prices in the shortest form, and none where it is not listed', () => {
    const listing = { base: 'BTC', quote: 'USDT', tickSize: '0.01000000' };
    expect(viewCoin('BTCUSDT', market, { ...SURROUNDINGS, listing }).tickSize).toBe('0.01');
    expect(viewCoin('BTCUSDT', market, { ...SURROUNDINGS, listing: null }).tickSize).toBeNull();
  });

  it('has a snapshot of some age, or none', () => {
    expect(snapshotAge(prices, AT + 40)).toBe(40);
    expect(snapshotAge(prices, AT - 40)).toBe(0);
    expect(snapshotAge(null, AT)).toBeNull();
  });
});
