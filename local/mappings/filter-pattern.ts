import { isObject } from '../json.ts';

/**
 * Lambda's event filters. An event matches a pattern when, at every leaf of the pattern, one of the alternatives matches the event's
 * value. Of a list, one matching element is enough. Source: AWS Lambda developer guide, "Filter rule syntax"; EventBridge,
 * "Event patterns".
 */
export type Matches = (event: unknown) => boolean;

/** @throws Error that names the place and the rule, when the pattern has an unknown rule */
export function compilePattern(pattern: unknown, place = 'pattern'): Matches {
  if (!isObject(pattern)) throw new Error(`${place}: is not an object`);
  const parts = Object.entries(pattern).map(([key, value]) => compileEntry(key, value, `${place}.${key}`));
  return (event) => parts.every((matches) => matches(event));
}

function compileEntry(key: string, value: unknown, place: string): Matches {
  if (key === '$or') return compileOr(value, place);
  const matches = Array.isArray(value) ? compileAlternatives(value, place) : compileNested(value, place);
  return (event) => matches(isObject(event) ? event[key] : undefined);
}

function compileOr(value: unknown, place: string): Matches {
  if (!Array.isArray(value)) throw new Error(`${place}: is not a list`);
  const branches = value.map((branch, index) => compilePattern(branch, `${place}.${index}`));
  return (event) => branches.some((matches) => matches(event));
}

function compileNested(value: unknown, place: string): Matches {
  const matches = compilePattern(value, place);
  return (event) => (Array.isArray(event) ? event.some(matches) : matches(event));
}

type Rule = { readonly fits: (leaf: unknown) => boolean; readonly absent: boolean };

function compileAlternatives(alternatives: readonly unknown[], place: string): Matches {
  const rules = alternatives.map((alternative, index) => compileRule(alternative, `${place}.${index}`));
  return (value) => {
    const leaves = leavesOf(value);
    return rules.some((rule) => (leaves.length === 0 ? rule.absent : leaves.some(rule.fits)));
  };
}

/** A filter sees leaves only: an object in place of a value counts as absent, as AWS documents for `exists`. */
function leavesOf(value: unknown): readonly unknown[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? value.flatMap(leavesOf) : [value];
}

function compileRule(rule: unknown, place: string): Rule {
  if (!isObject(rule)) return present((leaf) => leaf === rule);
  const [entry, ...more] = Object.entries(rule);
  if (!entry || more.length > 0) throw new Error(`${place}: must hold exactly one rule`);
  const [name, operand] = entry;
  switch (name) {
    case 'exists':
      return operand === true ? present(() => true) : { fits: () => false, absent: true };
    case 'prefix':
      return present(onText(operand, place, (leaf, text) => leaf.startsWith(text)));
    case 'suffix':
      return present(onText(operand, place, (leaf, text) => leaf.endsWith(text)));
    case 'equals-ignore-case':
      return present(onText(operand, place, (leaf, text) => leaf.toLowerCase() === text.toLowerCase()));
    case 'numeric':
      return present(compileNumeric(operand, place));
    case 'anything-but':
      return present(compileAnythingBut(operand, place));
    default:
      throw new Error(`${place}: unknown rule ${JSON.stringify(name)}`);
  }
}

function present(fits: (leaf: unknown) => boolean): Rule {
  return { fits, absent: false };
}

function onText(operand: unknown, place: string, fits: (leaf: string, text: string) => boolean) {
  if (typeof operand !== 'string') throw new Error(`${place}: needs a text`);
  return (leaf: unknown) => typeof leaf === 'string' && fits(leaf, operand);
}

const COMPARISONS: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", 5]`, `[">", 0, "<=", 10]`. Only JSON numbers compare: DynamoDB's `{"N": "5"}` is a string. */
function compileNumeric(operand: unknown, place: string): (leaf: unknown) => boolean {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0) {
    throw new Error(`${place}: numeric needs pairs of comparison and number`);
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let i = 0; i < operand.length; i += 2) {
    const compare = COMPARISONS[String(operand[i])];
    const bound: unknown = operand[i + 1];
    if (!compare || typeof bound !== 'number') throw new Error(`${place}: unknown comparison ${String(operand[i])}`);
    tests.push((value) => compare(value, bound));
  }
  return (leaf) => typeof leaf === 'number' && tests.every((test) => test(leaf));
}

function compileAnythingBut(operand: unknown, place: string): (leaf: unknown) => boolean {
  if (isObject(operand)) {
    const { fits } = compileRule(operand, place);
    return (leaf) => !fits(leaf);
  }
  const refused = Array.isArray(operand) ? operand : [operand];
  return (leaf) => !refused.includes(leaf);
}

/** An event passes when one of the mapping's patterns (JSON strings) matches, or when there are none. */
export function compileFilters(patterns: readonly string[]): Matches {
  if (patterns.length === 0) return () => true;
  const compiled = patterns.map((text, index) => compilePattern(JSON.parse(text), `filter ${index}`));
  return (event) => compiled.some((matches) => matches(event));
}
