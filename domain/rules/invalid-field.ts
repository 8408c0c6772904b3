import type { Condition } from './condition.ts';

/** What makes no sense in a rule, by the dotted path of the field in the request (`condition.level`, `all.1`). */
export interface InvalidField {
  readonly path: string;
  readonly message: string;
}

/** A condition with its path in the request. */
export interface PlacedCondition {
  readonly condition: Condition;
  readonly path: string;
}
