import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { invalidFields } from '../../../../domain/rules/invalid-fields.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from '../../../../domain/rules/operators/operators.ts';
import { conditionsOf, type Rule } from '../../../../domain/rules/rule.ts';

/** One metric of each kind; with few levels, so that conditions meet, repeat and contradict each other. */
const METRICS = ['price', 'change-1h', 'volume-1h', 'rsi-14-1h', 'below-high-24h', 'bollinger-20-1h'] as const;
/** Whether the metric can have the value. */
const POSSIBLE: Readonly<Record<string, (value: number) => boolean>> = {
  price: (value) => value > 0,
  'change-1h': (value) => value > -100,
  'volume-1h': (value) => value >= 0,
  'rsi-14-1h': (value) => value >= 0 && value <= 100,
  'below-high-24h': (value) => value < 100,
  'bollinger-20-1h': () => true,
};
const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 5, arbitrary: usual }, { weight: 1, arbitrary: other });
const anyLevel = mostly(
  fc.constantFrom('0.5', '1', '2', '3'),
  fc.constantFrom('-101', '-100', '-99', '-1', '0', '60', '99', '100', '101'),
);
const anyMetric = fc.constantFrom(...METRICS);

function conditionOn(metric: (typeof METRICS)[number], level: fc.Arbitrary<string>): fc.Arbitrary<Condition> {
  return fc.oneof(
    fc.record({ metric: fc.constant(metric), op: fc.constantFrom(...LEVEL_OPERATORS), level }),
    fc.record({ metric: fc.constant(metric), op: fc.constantFrom(...RANGE_OPERATORS), from: level, to: level }),
  );
}
const anyCondition = anyMetric.chain((metric) => conditionOn(metric, anyLevel));
/** So near to each other that every way of meeting and missing occurs. */
const nearConditions = anyMetric.chain((metric) =>
  fc.array(conditionOn(metric, fc.constantFrom('0', '1', '2')), { minLength: 2, maxLength: 3 }),
);

/** Usually as the options should be, so that the conditions decide; sometimes as they should not. */
const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    conditions: fc.oneof(
      fc.tuple(anyCondition),
      fc.array(anyCondition, { minLength: 2, maxLength: 5 }),
      nearConditions,
    ),
    isList: fc.boolean(),
    repeat: fc.oneof(
      fc.constant({ mode: 'once' } as const),
      fc.record({
        mode: fc.constant('every-time' as const),
        cooldownSeconds: mostly(fc.constantFrom(60, 2_592_000, null), fc.constantFrom(1, 59, 2_592_001)),
      }),
    ),
    rearmPercent: mostly(fc.constant(null), fc.constantFrom(1e-7, 0.5, 1, 2, 20, 50, 99, 100, 150, 1e7)),
    holdSeconds: mostly(fc.constant(null), fc.constantFrom(1, 604_800, 604_801)),
    confirm: fc.constantFrom('trade', 'minute-close'),
    expiresAt: fc.constant(null),
  })
  .map(({ conditions, isList, ...options }) => {
    const [condition, ...more] = conditions;
    return isList || more.length > 0 ? { all: conditions, ...options } : { condition, ...options };
  });

/** The values that the metric can have, among all that the conditions tell apart. */
function candidates(metric: Condition['metric'], marks: readonly number[]): number[] {
  const sorted = [...new Set([-101, -100, 0, 100, 101, ...marks])].sort((a, b) => a - b);
  const between = sorted.map((value, index) => (value + (sorted[index + 1] ?? value + 2)) / 2);
  const least = (sorted[0] ?? 0) - 1;
  return [least, ...sorted, ...between].filter((value) => POSSIBLE[metric]?.(value));
}

const numbersOf = (condition: Condition): [number, number] =>
  'level' in condition
    ? [Number(condition.level), Number(condition.level)]
    : [Number(condition.from), Number(condition.to)];

/** As the table of docs/decisions/0007 says: `before` is the value judged last, `now` the one at the event. */
function isMetBy(condition: Condition, before: number, now: number): boolean {
  const [from, to] = numbersOf(condition);
  const isWithin = (value: number) => from <= value && value <= to;
  const { op } = condition;
  switch (op) {
    case 'above':
      return now >= from;
    case 'below':
      return now <= from;
    case 'crosses-above':
      return before < from && now >= from;
    case 'crosses-below':
      return before > from && now <= from;
    case 'crosses':
      return (before < from && now >= from) || (before > from && now <= from);
    case 'enters':
      return !isWithin(before) && isWithin(now);
    case 'leaves':
      return isWithin(before) && !isWithin(now);
    default:
      throw new Error(`the plain reading lacks ${op}`);
  }
}

function isBackBy(condition: Condition, percent: number, value: number): boolean {
  const [from, to] = numbersOf(condition);
  const d = (bound: number) => (Math.abs(bound) * percent) / 100;
  const { op } = condition;
  switch (op) {
    case 'above':
    case 'crosses-above':
      return value <= from - d(from);
    case 'below':
    case 'crosses-below':
      return value >= from + d(from);
    case 'crosses':
    case 'enters':
      return value <= from - d(from) || value >= to + d(to);
    case 'leaves':
      return from + d(from) <= value && value <= to - d(to);
    default:
      throw new Error(`the plain reading lacks ${op}`);
  }
}

function canFire(conditions: readonly Condition[]): boolean {
  return METRICS.every((metric) => {
    const own = conditions.filter((condition) => condition.metric === metric);
    const values = candidates(metric, own.flatMap(numbersOf));
    return values.some((before) => values.some((now) => own.every((condition) => isMetBy(condition, before, now))));
  });
}

function canComeBack(condition: Condition, percent: number): boolean {
  const marks = numbersOf(condition).flatMap((bound) => {
    const d = (Math.abs(bound) * percent) / 100;
    return [bound, bound - d, bound + d];
  });
  if (marks.includes(0) && numbersOf(condition).includes(0)) return false; // a percentage of nothing
  return candidates(condition.metric, marks).some((value) => isBackBy(condition, percent, value));
}

/** A level that no value reaches is refused even where the operator could do without: `leaves` by the other side. */
function levelsExist(condition: Condition): boolean {
  const [from, to] = numbersOf(condition);
  if (!('level' in condition) && from >= to) return false;
  return [from, to].every((bound) => candidates(condition.metric, [bound]).includes(bound));
}

function optionsFit({ repeat, rearmPercent, holdSeconds }: Rule, count: number): boolean {
  const cooldown = repeat.mode === 'once' ? null : repeat.cooldownSeconds;
  const checks = [
    cooldown === null || (cooldown >= 60 && cooldown <= 30 * 86_400),
    repeat.mode === 'once' || cooldown !== null || rearmPercent !== null,
    rearmPercent === null ||
      (repeat.mode === 'every-time' && count === 1 && rearmPercent >= 0.0001 && rearmPercent <= 1e6),
    holdSeconds === null || (count === 1 && holdSeconds >= 1 && holdSeconds <= 7 * 86_400),
  ];
  return checks.every(Boolean);
}

function makesSense(rule: Rule): boolean {
  const conditions = conditionsOf(rule);
  const edges = conditions.filter(({ op }) => op !== 'above' && op !== 'below');
  const [first] = conditions;
  return (
    conditions.every(levelsExist) &&
    edges.length < 2 &&
    new Set(conditions.map((condition) => JSON.stringify(condition))).size === conditions.length &&
    canFire(conditions) &&
    optionsFit(rule, conditions.length) &&
    (rule.rearmPercent === null || first === undefined || canComeBack(first, rule.rearmPercent))
  );
}

describe('a rule', () => {
  it('has no invalid fields exactly when there are values at which it fires, and can fire again', () => {
    fc.assert(
      fc.property(anyRule, (rule) => {
        expect(invalidFields(rule).length === 0).toBe(makesSense(rule));
      }),
      { numRuns: 5_000 },
    );
  });

  it('with invalid fields names fields that a request has', () => {
    const fields =
      /^(?:condition|all\.\d)(?:\.(?:level|from|to))?$|^repeat\.cooldownSeconds$|^holdSeconds$|^rearmPercent$/;
    fc.assert(
      fc.property(anyRule, (rule) => {
        for (const { path } of invalidFields(rule)) expect(path).toMatch(fields);
      }),
    );
  });

  it('is generated with and without invalid fields', () => {
    const sound = fc.sample(anyRule, 1_000).filter((rule) => makesSense(rule)).length;
    expect(sound).toBeGreaterThan(75);
    expect(sound).toBeLessThan(925);
  });
});
