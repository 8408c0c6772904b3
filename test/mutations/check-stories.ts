import fc from 'fast-check';
import { compareStory } from '../oracle/stories/compare-story.ts';
import { editedStories, metricStories, priceStories } from '../oracle/stories/random-stories.ts';

const STORIES = { prices: priceStories, metrics: metricStories, edits: editedStories } as const;
export type StoryKind = keyof typeof STORIES;

/** How many stories it took until one differed from the plain reading; null when all agreed. */
export async function runsToDifference(kind: StoryKind, seed: number, numRuns: number): Promise<number | null> {
  const agrees = fc.asyncProperty(STORIES[kind], async (story) => {
    const { found, expected } = await compareStory(story);
    return JSON.stringify(found) === JSON.stringify(expected);
  });
  // a smallest case is not asked for
  const details = await fc.check(agrees, { seed, numRuns, endOnFailure: true });
  return details.failed ? details.numRuns : null;
}
