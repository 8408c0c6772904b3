import fc from 'fast-check';
import { checkTimes, checkValues } from '../oracle/check-sentence.ts';
import { compareStory } from '../oracle/stories/compare-story.ts';
import { editedStories, metricStories, priceStories } from '../oracle/stories/random-stories.ts';
import { trySentence } from '../oracle/try-sentence.ts';
import { anyCase } from '../support/said-cases.ts';

const STORIES = { prices: priceStories, metrics: metricStories, edits: editedStories } as const;
/** `sentences`: not of fires, but of what is said of an alert at any moment of its life. */
export type StoryKind = keyof typeof STORIES | 'sentences';

/** How many stories it took until one differed from the plain reading; null when all agreed. */
export async function runsToDifference(kind: StoryKind, seed: number, numRuns: number): Promise<number | null> {
  if (kind === 'sentences') return sentencesToDifference(seed, numRuns);
  const agrees = fc.asyncProperty(STORIES[kind], async (story) => {
    const { found, expected } = await compareStory(story);
    return JSON.stringify(found) === JSON.stringify(expected);
  });
  // a smallest case is not asked for
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
