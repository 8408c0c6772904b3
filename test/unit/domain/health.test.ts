import { expect, test } from 'vitest';
import type { CoinState, Prices } from '../../../domain/coin.ts';
import { SNAPSHOT_STALE_AFTER_MS } from '../../../domain/coin-view.ts';
import { healthViewSchema, UNSEEN_LIMIT_MS, viewHealth } from '../../../domain/health.ts';

const NOW = 1_700_000_000_000;

/** A snapshot of this moment; each coin by its state, and since how many ms it is unseen. */
function snapshot(coins: Record<string, [CoinState, number?]>, ageMs = 900): Prices {
  const observed = Object.entries(coins).map(([symbol, [state, unseenMs]]) => {
    const unseenSince = unseenMs === undefined ? null : NOW - unseenMs;
    return [symbol, { state, price: '1', lastTradeId: 1, tradeAt: 1, unseenSince }] as const;
  });
  return { feed: 'binance', updatedAt: NOW - ageMs, coins: Object.fromEntries(observed) };
}

function health(prices: Prices | null, wanted = Object.keys(prices?.coins ?? {})) {
  return healthViewSchema.parse(viewHealth(prices, wanted, NOW));
}

test('all is well while every coin is live, was asked for just now, or has nothing to see', () => {
  const prices = snapshot({ A: ['live'], B: ['halted'], C: ['delisted'], D: ['rejected'], E: ['catching-up', 5_000] });
  expect(health(prices, ['A', 'B', 'C', 'D', 'E', 'NEW'])).toEqual({
    status: 'ok',
    why: [],
    feed: 'binance',
    pricesAgeMs: 900,
    coins: { live: 1, halted: 1, delisted: 1, rejected: 1, 'catching-up': 1, requested: 1 },
  });
});

test('all is well when no coin is followed and the task is alive', () => {
  expect(health(snapshot({}))).toMatchObject({ status: 'ok', coins: {} });
});

test('some coins that are not seen for more than a minute make it degraded', () => {
  const late = UNSEEN_LIMIT_MS + 1;
  const states = ['dark', 'catching-up', 'requested'] as const;
  for (const state of states) {
    expect(health(snapshot({ A: ['live'], B: [state, UNSEEN_LIMIT_MS] })).status).toBe('ok');
    expect(health(snapshot({ A: ['live'], B: [state, late] }))).toMatchObject({
      status: 'degraded',
      why: ['1 coin has not been live for more than 60 s, 1 is live'],
    });
  }
});

test('no coin seen for more than a minute is down', () => {
  const late = UNSEEN_LIMIT_MS + 1;
  expect(health(snapshot({ A: ['dark', late], B: ['dark', late], C: ['halted'] }))).toMatchObject({
    status: 'down',
    why: ['2 coins have not been live for more than 60 s, and no other is live'],
  });
  expect(health(snapshot({ A: ['dark', 5_000] })).status).toBe('ok');
});

test('a snapshot that a dead task left is down, whatever it says', () => {
  const at = (ageMs: number) => health(snapshot({ A: ['live'] }, ageMs));
  expect(at(SNAPSHOT_STALE_AFTER_MS).status).toBe('ok');
  expect(at(SNAPSHOT_STALE_AFTER_MS + 1)).toMatchObject({ status: 'down', coins: { dark: 1 } });
  expect(at(95_400).why).toEqual(['no ingest task has written prices for 95 s']);
});

test('before the first snapshot it is down', () => {
  expect(health(null, ['A'])).toEqual({
    status: 'down',
    why: ['no ingest task has written prices yet'],
    feed: null,
    pricesAgeMs: null,
    coins: { requested: 1 },
  });
});
