import type { ScenarioKind } from './check-scenarios.ts';

/** A deliberate mistake in the source, which the property suite must notice. */
export interface Mutation {
  readonly name: string;
  /** from the root */
  readonly file: string;
  /** stands in the file exactly once */
  readonly find: string;
  readonly replace: string;
  /** the scenarios that show it */
  readonly shownBy: ScenarioKind;
}
