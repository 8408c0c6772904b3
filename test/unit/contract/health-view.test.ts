import { describe, expect, test } from 'vitest';
import { SNAPSHOT_STALE_AFTER_MS } from '../../../contract/coin-view.ts';
import { healthViewSchema, JUDGING_LIMIT_MS, UNSEEN_LIMIT_MS, viewHealth } from '../../../contract/health-view.ts';
import type { CoinState, Prices } from '../../../domain/market/coin.ts';

const NOW = 1_700_000_000_000;

/** A snapshot of now: each coin's state, and for how many ms it has been unseen. */
function snapshot(coins: Record<string, [CoinState, number?]>, ageMs = 900): Prices {
  const observed = Object.entries(coins).map(([symbol, [state, unseenMs]]) => {
    const unseenSince = unseenMs === undefined ? null : NOW - unseenMs;
    return [symbol, { state, price: '1', lastTradeId: 1, tradeAt: 1, unseenSince }] as const;
  });
  return { feed: 'binance', updatedAt: NOW - ageMs, coins: Object.fromEntries(observed) };
}

function health(prices: Prices | null, wanted = Object.keys(prices?.coins ?? {}), judged: Record<string, number> = {}) {
  return healthViewSchema.parse(viewHealth({ prices, judged, canary: null, wanted, now: NOW }));
}

test('the status is ok while every coin is live, has just been requested, or has nothing to see', () => {
  const prices = snapshot({ A: ['live'], B: ['halted'], C: ['delisted'], D: ['rejected'], E: ['catching-up', 5_000] });
  expect(health(prices, ['A', 'B', 'C', 'D', 'E', 'NEW'])).toEqual({
    status: 'ok',
    why: [],
    feed: 'binance',
    pricesAgeMs: 900,
    judgingLagMs: null,
    coins: { live: 1, halted: 1, delisted: 1, rejected: 1, 'catching-up': 1, requested: 1 },
    canary: null,
  });
});

test('the status is ok when no coin is followed and the task is alive', () => {
  expect(health(snapshot({}))).toMatchObject({ status: 'ok', coins: {} });
});

test('the status is degraded when some coins have been unseen for more than a minute', () => {
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

test('the status is down when no coin has been seen for more than a minute', () => {
  const late = UNSEEN_LIMIT_MS + 1;
  expect(health(snapshot({ A: ['dark', late], B: ['dark', late], C: ['halted'] }))).toMatchObject({
    status: 'down',
    why: ['2 coins have not been live for more than 60 s, and no other is live'],
  });
  expect(health(snapshot({ A: ['dark', 5_000] })).status).toBe('ok');
});

test('a stale snapshot means down, whatever it contains', () => {
  const at = (ageMs: number) => health(snapshot({ A: ['live'] }, ageMs));
  expect(at(SNAPSHOT_STALE_AFTER_MS).status).toBe('ok');
  expect(at(SNAPSHOT_STALE_AFTER_MS + 1)).toMatchObject({ status: 'down', coins: { dark: 1 } });
  expect(at(95_400).why).toEqual(['no ingest task has written prices for 95 s']);
});

test('the status is down before the first snapshot', () => {
  expect(health(null, ['A'])).toEqual({
    status: 'down',
    why: ['no ingest task has written prices yet'],
    feed: null,
    pricesAgeMs: null,
    judgingLagMs: null,
    coins: { requested: 1 },
    canary: null,
  });
});

describe('judging', () => {
  const since = NOW - 3_600_000;
  const published = { first: { since, last: NOW - 1_000 }, second: { since, last: NOW - 2_000 } };
  const live = { ...snapshot({ A: ['live'] }), published };
  const judged = (lagMs: number) => ({ first: NOW - 1_000, second: NOW - 2_000 - lagMs });

  test('that lags publishing by more than a minute, on any shard, is behind', () => {
    expect(health(live, ['A'], judged(JUDGING_LIMIT_MS))).toMatchObject({
      status: 'ok',
      judgingLagMs: 60_000,
      why: [],
    });
    expect(health(live, ['A'], judged(JUDGING_LIMIT_MS + 1_000))).toMatchObject({
      status: 'behind',
      judgingLagMs: 61_000,
      why: ['trades wait 61 s to be judged: alerts do not fire in time'],
    });
  });

  test('that never came to a record of a shard is behind a minute after its first one', () => {
    expect(health(live, ['A'], { first: NOW }).judgingLagMs).toBe(3_598_000);
    const begun = { ...live, published: { first: { since: NOW - 5_000, last: NOW } } };
    expect(health(begun, ['A'])).toMatchObject({ status: 'ok', judgingLagMs: 5_000 });
  });

  test('does not lag by a time in which nothing was published', () => {
    const again = { ...live, published: { first: { since: NOW - 1_000, last: NOW } } };
    expect(health(again, ['A'], { first: NOW - 86_400_000 })).toMatchObject({ status: 'ok', judgingLagMs: 1_000 });
  });

  test('lags by all records since the one that is stuck, also when none was published for a while', () => {
    const earlier: [number, number][] = [[NOW - 3_600_000, NOW - 3_000_000]];
    const resumed = { ...live, published: { first: { since: NOW - 5_000, last: NOW, earlier } } };
    // stuck in the middle of the time before the pause
    expect(health(resumed, ['A'], { first: NOW - 3_300_000 })).toMatchObject({
      status: 'behind',
      judgingLagMs: 3_300_000,
    });
    // judged to its end: the last report of it may be 45 s old
    expect(health(resumed, ['A'], { first: NOW - 3_045_000 })).toMatchObject({ status: 'ok', judgingLagMs: 5_000 });
    expect(health(resumed, ['A'])).toMatchObject({ status: 'behind', judgingLagMs: 3_600_000 });
  });

  test('of a closed shard does not lag once it is judged to its end', () => {
    const closed = { since: since - 3_600_000, last: since };
    const resharded = { ...live, published: { closed, open: { since, last: NOW } } };
    expect(health(resharded, ['A'], { closed: closed.last - 45_000, open: NOW }).status).toBe('ok');
    expect(health(resharded, ['A'], { closed: closed.last - 61_000, open: NOW }).status).toBe('behind');
  });

  test('is reported with unseen coins, and ranks below no ticks at all', () => {
    const late = UNSEEN_LIMIT_MS + 1;
    const mixed = { ...snapshot({ A: ['live'], B: ['dark', late] }), published };
    expect(health(mixed, ['A', 'B'], judged(90_000))).toMatchObject({ status: 'behind', why: { length: 2 } });
    const dark = { ...snapshot({ B: ['dark', late] }), published };
    expect(health(dark, ['B'], judged(90_000)).status).toBe('down');
  });
});
