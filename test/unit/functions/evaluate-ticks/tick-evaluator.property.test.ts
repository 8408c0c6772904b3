import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { compareScenario } from '../../../oracle/scenarios/compare-scenario.ts';
import { farRules, waveringTicks } from '../../../oracle/scenarios/quiet-coin.ts';
import { editedScenarios, metricScenarios, priceScenarios } from '../../../oracle/scenarios/random-scenarios.ts';
import type { Scenario } from '../../../oracle/scenarios/scenario.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';

/**
 * Each run draws a coin's path, alerts and what can go wrong on the way: cuts into ticks, repeated and failed ticks,
 * three environments, pages of a few entries. What the evaluator writes must be what test/oracle reads from the trades.
 */
const RUNS = Number(process.env.PRICEBELL_RUNS ?? 10_000);
const TIMEOUT_MS = Math.max(120_000, RUNS * 60);

test.each<[string, fc.Arbitrary<Scenario>, number]>([
  ['alerts on the price, made at any time, fire as a plain reading of the trades says', priceScenarios, 0.4],
  ['alerts on every metric fire as a plain reading of the trades and the minutes says', metricScenarios, 0.35],
  ['alerts that are edited, on a task that restarts, fire as a plain reading says', editedScenarios, 0.25],
])('%s', { timeout: TIMEOUT_MS }, async (_, scenarios, share) => {
  const holds = fc.asyncProperty(scenarios, async (scenario) => {
    const { found, expected } = await compareScenario(scenario);
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
  // all alerts are armed once two minutes have begun
  const warm = ticks.findIndex(({ minute }) => minute > (ticks[0]?.minute ?? 0) + 60_000) + 1;
  for (const tick of ticks.slice(0, warm)) await evaluator.evaluate(tick);
  const { calls } = alertIndex;
  expect(calls).toBeGreaterThan(farRules().length);
  for (const tick of ticks.slice(warm)) await evaluator.evaluate(tick);
  expect({ calls: alertIndex.calls, fires: alertIndex.fires }).toEqual({ calls, fires: [] });
});
