import { above } from './above.ts';
import { below } from './below.ts';
import { crosses } from './crosses.ts';
import { crossesAbove } from './crosses-above.ts';
import { crossesBelow } from './crosses-below.ts';
import { enters } from './enters.ts';
import { leaves } from './leaves.ts';
import { type OperatorDefinition, type OperatorRules, rulesOf } from './operator.ts';

/** All operators, in the order in which error messages and the API's description name them. */
const DEFINITIONS = [above, below, crossesAbove, crossesBelow, crosses, enters, leaves] as const;

type Definition = (typeof DEFINITIONS)[number];
export type Operator = Definition['name'];
/** Compares with one level. */
export type LevelOperator = Extract<Definition, { shape: 'level' }>['name'];
/** Compares with a range, bounds inside. */
export type RangeOperator = Extract<Definition, { shape: 'range' }>['name'];

export const OPERATORS: readonly Operator[] = DEFINITIONS.map(({ name }) => name);
export const LEVEL_OPERATORS: readonly LevelOperator[] = OPERATORS.filter((name) => !takesRange(name));
export const RANGE_OPERATORS: readonly RangeOperator[] = OPERATORS.filter(takesRange);

const RULES = Object.fromEntries(
  DEFINITIONS.map((definition: OperatorDefinition) => [definition.name, rulesOf(definition)]),
) as Readonly<Record<Operator, OperatorRules>>;

export function operatorOf({ op }: { readonly op: Operator }): OperatorRules {
  return RULES[op];
}

export function takesRange(op: Operator): op is RangeOperator {
  return DEFINITIONS.some(({ name, shape }) => name === op && shape === 'range');
}

/** `crosses…, enters or leaves`: the edges as error messages name them. */
export const EDGES_IN_WORDS = enumerate(familiesOf(OPERATORS.filter((op) => RULES[op].isEdge)), 'or');

/** `a, b or c` */
export function enumerate(names: readonly string[], conjunction: 'and' | 'or'): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${conjunction} ${last}`;
}

/** One name for all that share their first word: `crosses…` for `crosses`, `crosses-above` and `crosses-below`. */
function familiesOf(names: readonly string[]): string[] {
  const firstWords = names.map((name) => name.replace(/-.*/, ''));
  const isShared = (word: string) => firstWords.filter((other) => other === word).length > 1;
  return [...new Set(firstWords)].map((word) => (isShared(word) ? `${word}…` : word));
}
