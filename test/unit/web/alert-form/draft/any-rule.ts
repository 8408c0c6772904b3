import fc from 'fast-check';
import { METRICS } from '../../../../../domain/metrics/metric.ts';
import type { Condition } from '../../../../../domain/rules/condition.ts';
import { invalidLevels } from '../../../../../domain/rules/invalid-levels.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from '../../../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../../../domain/rules/rule.ts';

const level = fc
  .tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 8 }))
  .map(([units, places]) => `${Number((units / 10 ** places).toFixed(places))}`)
  .filter((text) => !text.includes('e'));
const below0 = (metric: string) => (metric.startsWith('change') ? fc.constantFrom('', '-') : fc.constant(''));
const anyCondition = fc.constantFrom(...METRICS).chain((metric): fc.Arbitrary<Condition> => {
  const any = fc.tuple(below0(metric), level).map(([sign, plain]) => `${sign}${plain}`);
  return fc.oneof(
    fc.record({ metric: fc.constant(metric), op: fc.constantFrom(...LEVEL_OPERATORS), level: any }),
    fc.record({ metric: fc.constant(metric), op: fc.constantFrom(...RANGE_OPERATORS), from: any, to: any }),
  );
});
/** The form says itself that a level is none of its metric. */
const condition = anyCondition.filter((each) => invalidLevels({ condition: each, path: '' }).length === 0);
const repeat: fc.Arbitrary<Rule['repeat']> = fc.oneof(
  fc.constant({ mode: 'once' } as const),
  fc
    .record({
      cooldownSeconds: fc.option(fc.integer({ min: 1, max: 2_592_000 })),
      reanchor: fc.option(
        level.map((percent) => ({ step: `+${percent}%`, tickSize: '0.01' })),
        { nil: undefined },
      ),
    })
    .map((options) => ({ mode: 'every-time' as const, ...options })),
);
/** Rules of every metric, operator and option. Whether they make sense together does not matter here. */
export const anyRule: fc.Arbitrary<Rule> = fc
  .record({
    conditions: fc.array(condition, { minLength: 1, maxLength: 5 }),
    repeat,
    rearmPercent: fc.option(fc.double({ min: 0.01, max: 1_000_000, noNaN: true })),
    holdSeconds: fc.option(fc.integer({ min: 1, max: 604_800 })),
    confirm: fc.constantFrom('trade' as const, 'minute-close' as const),
    expiresAt: fc.option(fc.integer({ min: 1_800_000_000_000, max: 2_000_000_000_000 })),
  })
  .map(({ conditions, rearmPercent, ...options }) => {
    const [first, ...more] = conditions;
    const repeats = options.repeat.mode === 'every-time';
    return {
      ...(more.length > 0 ? { all: conditions } : { condition: first }),
      ...options,
      // only what the API takes is stored: with a rule that fires once nothing is to retreat
      rearmPercent: repeats ? rearmPercent : null,
    };
  });
