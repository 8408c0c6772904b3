import { describe, expect, test } from 'vitest';
import type { StoryKind } from '../../mutations/check-stories.ts';
import type { Mutation } from '../../mutations/mutation.ts';
import { MUTATIONS } from '../../mutations/mutations.ts';
import { mutate, runMutation } from '../../mutations/run-mutation.ts';

/** By these seeds each fault is shown within a fraction of the runs of the properties themselves. */
const TRIAL = { seed: 7, runs: 2_000 };
const TIMEOUT_MS = 60_000;

describe('a fault in the rules is shown by the properties of the evaluator', () => {
  test.each(MUTATIONS)('$name', { timeout: TIMEOUT_MS }, async (mutation) => {
    const stories = await runMutation(mutation, { stories: mutation.shownBy, ...TRIAL });
    expect(stories).not.toBeNull();
  });
});

test.each<StoryKind>(['prices', 'metrics', 'edits', 'sentences'])(
  'the source as it stands shows none in as many %s stories as the faults need',
  { timeout: TIMEOUT_MS },
  async (stories) => {
    expect(await runMutation(null, { stories, ...TRIAL, runs: 400 })).toBeNull();
  },
);

test.each([
  ['nowhere', 'no such fragment'],
  ['again and again', 'state'],
])('a mutation whose fragment stands %s in its file is an error that names it', async (_, find) => {
  const mutation: Mutation = { name: 'lost', file: 'domain/alerts/judge.ts', find, replace: '', shownBy: 'prices' };
  await expect(mutate(mutation)).rejects.toThrow('mutation "lost": its fragment stands');
});
