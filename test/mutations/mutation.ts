import type { StoryKind } from './check-stories.ts';

/** A deliberate mistake in the source, which the property suite must notice. */
export interface Mutation {
  readonly name: string;
  /** from the root */
  readonly file: string;
  /** stands in the file exactly once */
  readonly find: string;
  readonly replace: string;
  /** the stories that show it */
  readonly shownBy: StoryKind;
}
