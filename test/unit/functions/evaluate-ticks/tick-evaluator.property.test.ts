import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { compareStory } from '../../../oracle/stories/compare-story.ts';
import { farRules, waveringTicks } from '../../../oracle/stories/quiet-coin.ts';
import { editedStories, metricStories, priceStories } from '../../../oracle/stories/random-stories.ts';
import type { Story } from '../../../oracle/stories/story.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';

/**
 * Each run draws a coin's path, alerts and what can go wrong on the way: cuts into ticks, repeated and failed ticks,
 * three environments, pages of a few entries. What the evaluator writes must be what test/oracle reads from the trades.
 */
const RUNS = Number(process.env.PRICEBELL_RUNS ?? 10_000);
const TIMEOUT_MS = Math.max(120_000, RUNS * 60);

test.each<[string, fc.Arbitrary<Story>, number]>([
  ['alerts on the price, made at any time, fire as a plain reading of the trades says', priceStories, 0.4],
  ['alerts on every metric fire as a plain reading of the trades and the minutes says', metricStories, 0.35],
  ['alerts that are edited, on a task that starts anew, fire as a plain reading says', editedStories, 0.25],
])('%s', { timeout: TIMEOUT_MS }, async (_, stories, share) => {
  const holds = fc.asyncProperty(stories, async (story) => {
    const { found, expected } = await compareStory(story);
    expect(found).toEqual(expected);
  });
  await fc.assert(holds, { numRuns: Math.ceil(RUNS * share) });
});

test('alerts of every kind, none of them near its level, cost no call to the database while trades and minutes pass', async () => {
  const alertIndex = new MemoryAlertIndex();
  farRules().forEach((rule, index) => {
    const ulid = `01J9ZX${String(index).padStart(20, '0')}`;
    alertIndex.create(`BTCUSDT-0-${ulid}`, rule, { armAfter: 0, bookVersion: 1 });
  });
  const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => 7 });
  const ticks = waveringTicks(30);
  // all are armed once two minutes have begun
  const warm = ticks.findIndex(({ minute }) => minute > (ticks[0]?.minute ?? 0) + 60_000) + 1;
  for (const tick of ticks.slice(0, warm)) await evaluator.evaluate(tick);
  const { calls } = alertIndex;
  expect(calls).toBeGreaterThan(farRules().length);
  for (const tick of ticks.slice(warm)) await evaluator.evaluate(tick);
  expect({ calls: alertIndex.calls, fires: alertIndex.fires }).toEqual({ calls, fires: [] });
});
