import { expect, test } from 'vitest';
import { makeAlerts } from '../../../../bench/made-alerts.ts';
import { SortedIndex, SortedIndexes } from '../../../../bench/sorted-index.ts';
import { MAX_COINS } from '../../../../functions/evaluate-ticks/page-store.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';

/** Books of alerts around 100, and an evaluator that has judged the first tick of every coin. */
async function follow(coins: number, alertsEach: number) {
  const symbols = Array.from({ length: coins }, (_, coin) => `COIN${coin}`);
  const range = { low: 99, high: 101 };
  const books = symbols.map((symbol): [string, SortedIndex] => [
    symbol,
    new SortedIndex(makeAlerts({ symbol, count: alertsEach, range, kind: 'price' })),
  ]);
  const alertIndex = new SortedIndexes(new Map(books));
  const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => 0 });
  const judge = async (seq: number) => {
    const previous = seq === 1 ? null : buildTrade({ id: seq - 1 });
    for (const symbol of symbols) {
      await evaluator.evaluate(buildTick([buildTrade({ id: seq })], { symbol, seq, previous }));
    }
  };
  await judge(1);
  return { alertIndex, judge };
}

test('the pages of many coins with many alerts stay in memory: a tick that touches nothing reads nothing', async () => {
  const { alertIndex, judge } = await follow(300, 400);
  const read = alertIndex.calls;
  expect(read).toBeGreaterThan(0);
  await judge(2);
  await judge(3);
  expect(alertIndex.calls).toBe(read);
});

test('coins beyond the maximum are read again', async () => {
  const { alertIndex, judge } = await follow(MAX_COINS + 1, 1);
  const read = alertIndex.calls;
  await judge(2);
  expect(alertIndex.calls).toBeGreaterThan(read);
});
