import { describe, expect, test } from 'vitest';
import type { ScenarioKind } from '../../mutations/check-scenarios.ts';
import type { Mutation } from '../../mutations/mutation.ts';
import { MUTATIONS } from '../../mutations/mutations.ts';
import { mutate, runMutation } from '../../mutations/run-mutation.ts';

/** Stories of minutes take longer than other scenarios, and show a fault sooner. */
const RUNS = { prices: 400, metrics: 400, edits: 400, sentences: 400, values: 40 } as const;
/** By these seeds each fault is shown within a fraction of the runs of the properties themselves. */
const TRIAL = { seed: 21, runs: 2_000 };
const TIMEOUT_MS = 60_000;

describe('a fault in the rules is shown by the properties of the evaluator', () => {
  test.each(MUTATIONS)('$name', { timeout: TIMEOUT_MS }, async (mutation) => {
    const scenarios = await runMutation(mutation, { scenarios: mutation.shownBy, ...TRIAL });
    expect(scenarios).not.toBeNull();
  });
});

test.each<ScenarioKind>(['prices', 'metrics', 'edits', 'sentences', 'values'])(
  'the source as it stands shows none in as many %s scenarios as the faults need',
  { timeout: TIMEOUT_MS },
  async (scenarios) => {
    expect(await runMutation(null, { scenarios, ...TRIAL, runs: RUNS[scenarios] })).toBeNull();
  },
);

test.each([
  ['nowhere', 'no such fragment'],
  ['again and again', 'state'],
])('a mutation whose fragment stands %s in its file is an error that names it', async (_, find) => {
  const mutation: Mutation = { name: 'lost', file: 'domain/alerts/judge.ts', find, replace: '', shownBy: 'prices' };
  await expect(mutate(mutation)).rejects.toThrow('mutation "lost": its fragment stands');
});
