import { expect, test } from 'vitest';
import { SNAPSHOT_STALE_AFTER_MS } from '../../../../contract/coin-view.ts';
import type { Prices } from '../../../../domain/market/coin.ts';
import {
  PricesSnapshot,
  SNAPSHOT_INTERVAL_MS,
  STATE_CHECK_MS,
  UNCHANGED_INTERVAL_MS,
} from '../../../../ingest-task/publishing/prices-snapshot.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

test('prices are written every three seconds when one has changed, and not so soon otherwise', async () => {
  const { snapshot, clock, written } = begin();
  snapshot.start();
  await clock.advance(STATE_CHECK_MS);
  expect(written).toHaveLength(1);
  await clock.advance(2 * SNAPSHOT_INTERVAL_MS);
  expect(written).toHaveLength(1);
  snapshot.priceChanged();
  await clock.advance(STATE_CHECK_MS);
  snapshot.priceChanged();
  await clock.advance(SNAPSHOT_INTERVAL_MS - 1);
  expect(written).toHaveLength(2);
  await clock.advance(STATE_CHECK_MS);
  expect(written).toHaveLength(3);
});

test('in a quiet market the snapshot never looks like that of a dead task', async () => {
  const { snapshot, clock, written, fail } = begin();
  snapshot.start();
  await clock.advance(60_000);
  fail(true);
  await clock.advance(UNCHANGED_INTERVAL_MS + STATE_CHECK_MS);
  fail(false);
  await clock.advance(60_000);
  const instants = written.map(({ updatedAt }) => updatedAt);
  const gaps = instants.slice(1).map((instant, index) => instant - (instants[index] ?? 0));
  expect(gaps.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => UNCHANGED_INTERVAL_MS));
  expect(Math.max(...gaps)).toBeLessThan(SNAPSHOT_STALE_AFTER_MS);
});

test('a new state is written within a second', async () => {
  const { snapshot, clock, written } = begin();
  snapshot.start();
  await clock.advance(STATE_CHECK_MS);
  snapshot.stateChanged();
  await clock.advance(STATE_CHECK_MS);
  expect(written).toHaveLength(2);
});

test('a failed write is repeated', async () => {
  const { snapshot, clock, written, fail } = begin();
  snapshot.start();
  fail(true);
  await clock.advance(STATE_CHECK_MS);
  fail(false);
  await clock.advance(SNAPSHOT_INTERVAL_MS + STATE_CHECK_MS);
  expect(written).toHaveLength(1);
});

test('before the wanted coins are known nothing is written', async () => {
  const { snapshot, written } = begin();
  await snapshot.write();
  expect(written).toEqual([]);
});

test('a snapshot says since when a coin is unseen, and leaves its published position to the checkpoint', async () => {
  const coin = { price: '1', lastTradeId: 7, tradeAt: 1, published: { id: 7, time: 1, price: '1', quantity: '1' } };
  const { snapshot, clock, written } = begin({
    BTCUSDT: { state: 'live', ...coin },
    DARKUSDT: { state: 'dark', ...coin },
  });
  snapshot.start();
  await clock.advance(1);
  const { published: _, ...rest } = coin;
  expect(written[0]?.coins).toEqual({
    BTCUSDT: { state: 'live', ...rest, unseenSince: null },
    DARKUSDT: { state: 'dark', ...rest, unseenSince: 1_700 },
  });
});

test('a replaced task does not overwrite what its successor wrote', async () => {
  const { snapshot, clock, written, replaceBy, log } = begin();
  snapshot.start();
  await clock.advance(1);
  replaceBy(5);
  snapshot.stateChanged();
  await clock.advance(STATE_CHECK_MS);
  expect(written).toHaveLength(1);
  expect(log.messages()).toEqual(['prices not written: a later task writes them']);
});

function begin(observed: Prices['coins'] = {}) {
  const clock = manualClock();
  const log = recordedLog();
  const written: Prices[] = [];
  let failing = false;
  let latestEpoch = 0;
  const snapshot = new PricesSnapshot({
    clock,
    log,
    feed: 'binance',
    exchangeNow: () => clock.now(),
    clockOffsetMs: () => 40,
    epoch: 4,
    observe: () => observed,
    published: () => ({ 'shardId-0': { since: 1, last: 2 } }),
    unseenSince: (symbol) => (symbol === 'DARKUSDT' ? 1_700 : null),
    marketTable: {
      async writePrices(prices: Prices, epoch: number) {
        if (failing) throw new Error('table down');
        if (epoch < latestEpoch) return false;
        written.push(prices);
        return true;
      },
    },
  });
  const fail = (on: boolean) => {
    failing = on;
  };
  const replaceBy = (epoch: number) => {
    latestEpoch = epoch;
  };
  return { snapshot, clock, log, written, fail, replaceBy };
}
