import fc from 'fast-check';
import type { Metric } from '../../../domain/metrics/metric.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import { LEVEL_OPERATORS } from '../../../domain/rules/operators/operators.ts';
import type { Repeat, Rule } from '../../../domain/rules/rule.ts';

/** Levels among the values that the random coins have, so that equal values, jumps and exact returns are common. */
const LEVELS = {
  price: fc.integer({ min: 1, max: 9 }),
  'change-5m': fc.constantFrom(-60, -50, -25, 0, 10, 12.5, 20, 25, 50, 75, 100),
  'volume-5m': fc.integer({ min: 0, max: 5 }),
  'volatility-1h': fc.integer({ min: 0, max: 5 }),
} as const;
export type StoryMetric = keyof typeof LEVELS;
export const SCENARIO_METRICS: readonly StoryMetric[] = ['price', 'change-5m', 'volume-5m', 'volatility-1h'];

function levelConditionOn(metric: StoryMetric, ops: readonly (typeof LEVEL_OPERATORS)[number][]) {
  const draw = { metric: fc.constant<Metric>(metric), op: fc.constantFrom(...ops), level: LEVELS[metric].map(String) };
  return fc.record(draw);
}

function rangeConditionOn(metric: StoryMetric): fc.Arbitrary<Condition> {
  const bounds = fc.tuple(LEVELS[metric], LEVELS[metric]).filter(([a, b]) => a !== b);
  return fc.tuple(fc.constantFrom('enters' as const, 'leaves' as const), bounds).map(([op, [a, b]]) => {
    return { metric, op, from: String(Math.min(a, b)), to: String(Math.max(a, b)) };
  });
}

function anyConditionOn(metrics: readonly StoryMetric[]): fc.Arbitrary<Condition> {
  return fc
    .constantFrom(...metrics)
    .chain((metric) =>
      fc.oneof(
        { weight: 5, arbitrary: levelConditionOn(metric, LEVEL_OPERATORS) },
        { weight: 2, arbitrary: rangeConditionOn(metric) },
      ),
    );
}

/** Two to five, at most one of them an edge. */
function severalConditionsOn(metrics: readonly StoryMetric[]): fc.Arbitrary<Condition[]> {
  const holding = fc.constantFrom(...metrics).chain((metric) => levelConditionOn(metric, ['above', 'below']));
  const some = fc.array(holding, { minLength: 1, maxLength: 4 });
  return fc.tuple(anyConditionOn(metrics), some, fc.nat(4)).map(([one, others, place]) => {
    const all: Condition[] = [...others];
    all.splice(place, 0, one);
    return all;
  });
}

const cooldown: fc.Arbitrary<Repeat> = fc
  .oneof(fc.integer({ min: 60, max: 180 }), fc.constantFrom(60, 90, 120))
  .map((cooldownSeconds) => ({ mode: 'every-time', cooldownSeconds }));
const noCooldown: Repeat = { mode: 'every-time', cooldownSeconds: null };
const once: Repeat = { mode: 'once' };
const rearm = fc.constantFrom(10, 20, 25, 50, 100);

const repeats = fc.oneof(
  fc.record({ repeat: fc.constant(once), rearmPercent: fc.constant(null) }),
  fc.record({ repeat: cooldown, rearmPercent: fc.constant(null) }),
  fc.record({ repeat: cooldown, rearmPercent: rearm }),
  fc.record({ repeat: fc.constant(noCooldown), rearmPercent: rearm }),
);

const holdSeconds = fc.oneof(
  { weight: 5, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) },
  { weight: 2, arbitrary: fc.integer({ min: 5, max: 200 }) },
  { weight: 1, arbitrary: fc.constantFrom(29, 30, 59, 60, 61, 120) },
);
const confirm = fc.constantFrom('trade' as const, 'trade' as const, 'minute-close' as const);

/** Each fire moves the level. */
const movingLevels = fc
  .record({
    op: fc.constantFrom('above', 'crosses-above', 'crosses', 'below', 'crosses-below'),
    percent: fc.constantFrom(10, 12.5, 20, 25, 50, 75),
    isFall: fc.boolean(),
    tickSize: fc.constantFrom('1', '0.5', '0.1', '0.01'),
    level: LEVELS.price.map(String),
    cooldownSeconds: fc.constantFrom(null, null, 60, 90),
    hold: holdSeconds,
  })
  .map(({ op, percent, isFall, tickSize, level, cooldownSeconds, hold }) => {
    const falls = op === 'crosses' ? isFall : op.endsWith('below');
    const reanchor = { step: `${falls ? '-' : '+'}${percent}%`, tickSize };
    const repeat: Repeat = { mode: 'every-time', cooldownSeconds, reanchor };
    const condition: Condition = { metric: 'price', op, level };
    return { condition, repeat, rearmPercent: null, holdSeconds: hold };
  });

export function randomRules(metrics: readonly StoryMetric[]): fc.Arbitrary<Rule> {
  const single = fc
    .tuple(anyConditionOn(metrics), repeats, holdSeconds)
    .map(([condition, repeat, hold]) => ({ condition, ...repeat, holdSeconds: hold }));
  const judged = metrics.includes('price') ? [single, movingLevels] : [single];
  const several = fc
    .tuple(severalConditionsOn(metrics), fc.oneof(fc.constant(once), cooldown))
    .map(([all, repeat]) => ({
      all,
      repeat,
      rearmPercent: null,
      holdSeconds: null,
    }));
  const any = fc.oneof({ weight: 3, arbitrary: fc.oneof(...judged) }, { weight: 2, arbitrary: several });
  return fc.tuple(any, confirm).map(([rule, by]) => ({ ...rule, confirm: by, expiresAt: null }));
}
