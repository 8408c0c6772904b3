import fc from 'fast-check';
import { checkTimes, checkValues } from '../oracle/check-sentence.ts';
import { anyMinuteStory, differentValues } from '../oracle/minute-story.ts';
import { compareScenario } from '../oracle/scenarios/compare-scenario.ts';
import { editedScenarios, metricScenarios, priceScenarios } from '../oracle/scenarios/random-scenarios.ts';
import { trySentence } from '../oracle/try-sentence.ts';
import { anyCase } from '../support/explanation-cases.ts';

const SCENARIOS = { prices: priceScenarios, metrics: metricScenarios, edits: editedScenarios } as const;
/**
 * `sentences`: compares explanations at any moment of an alert's life, not fires. `values`: compares those of metrics, after a
 * story of how minutes and candles became known.
 */
export type ScenarioKind = keyof typeof SCENARIOS | 'sentences' | 'values';

/** How many scenarios it took until one differed from the plain reading; null when all agreed. */
export async function runsToDifference(kind: ScenarioKind, seed: number, numRuns: number): Promise<number | null> {
  if (kind === 'sentences') return sentencesToDifference(seed, numRuns);
  if (kind === 'values') return storiesToDifference(seed, numRuns);
  const agrees = fc.asyncProperty(SCENARIOS[kind], async (scenario) => {
    const { found, expected } = await compareScenario(scenario);
    return JSON.stringify(found) === JSON.stringify(expected);
  });
  // no shrinking: the case itself is not needed
  const details = await fc.check(agrees, { seed, numRuns, endOnFailure: true });
  return details.failed ? details.numRuns : null;
}

function sentencesToDifference(seed: number, numRuns: number): number | null {
  const isTrue = fc.property(anyCase, (it) => {
    if (!it) return;
    trySentence(it);
    checkValues(it);
    checkTimes(it);
  });
  const details = fc.check(isTrue, { seed, numRuns, endOnFailure: true });
  return details.failed ? details.numRuns : null;
}

function storiesToDifference(seed: number, numRuns: number): number | null {
  const agrees = fc.property(anyMinuteStory, (story) => differentValues(story).length === 0);
  const details = fc.check(agrees, { seed, numRuns, endOnFailure: true });
  return details.failed ? details.numRuns : null;
}
