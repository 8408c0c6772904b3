import * as z from 'zod';
import { decimalProblem, PLAIN_DECIMAL, trimDecimal } from '../market/decimal.ts';
import { METRICS, type Metric } from '../metrics/metric.ts';
import type { LevelCondition, RangeCondition } from './condition.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from './operators/operators.ts';
import { MAX_RELATIVE_CHARACTERS, RELATIVE_LEVEL } from './relative-level.ts';

const LEVEL_PROBLEMS = {
  'not-a-decimal': 'must be a decimal number written as a string, such as "65000.5"',
  'too-many-digits': 'must have at most 15 significant digits',
} as const;

/** A level as people write it: a decimal string that a double holds exactly. Parsing removes trailing zeros. */
const levelSchema = z
  .string({ error: LEVEL_PROBLEMS['not-a-decimal'] })
  .max(40, 'must be at most 40 characters long')
  .check((context) => {
    const problem = decimalProblem(context.value);
    if (problem) context.issues.push({ code: 'custom', message: LEVEL_PROBLEMS[problem], input: context.value });
  })
  .overwrite(trimDecimal)
  .meta({ id: 'Level', pattern: PLAIN_DECIMAL.source });

/** A level of a request: as above or, of the price, relative to it (`+5%`, `-1500`). */
export const askedLevelSchema = z
  .string({ error: LEVEL_PROBLEMS['not-a-decimal'] })
  .max(40, 'must be at most 40 characters long')
  .check((context) => {
    if (isRelativeText(context.value)) return;
    const problem = decimalProblem(context.value);
    if (problem) context.issues.push({ code: 'custom', message: LEVEL_PROBLEMS[problem], input: context.value });
  })
  .overwrite((text) => (isRelativeText(text) ? text : trimDecimal(text)))
  .meta({
    id: 'AskedLevel',
    pattern: `${PLAIN_DECIMAL.source}|${RELATIVE_LEVEL.source}`,
    description: 'a decimal; of the price also relative to it: "+5%", "-2.5%", "+1500", "-1500" (of the price now)',
  });

/** What no plain decimal is. `-5` may be a level of a change, and relative of the price. */
function isRelativeText(text: string): boolean {
  return RELATIVE_LEVEL.test(text) && !PLAIN_DECIMAL.test(text) && text.length <= MAX_RELATIVE_CHARACTERS;
}

export const metricSchema = z.enum(METRICS as readonly [Metric, ...Metric[]]).meta({ id: 'MetricName' });

const levelConditionSchema = z.strictObject({
  metric: metricSchema,
  op: z.enum(LEVEL_OPERATORS),
  level: levelSchema,
}) satisfies z.ZodType<LevelCondition>;
const rangeConditionSchema = z.strictObject({
  metric: metricSchema,
  op: z.enum(RANGE_OPERATORS),
  from: levelSchema,
  to: levelSchema,
}) satisfies z.ZodType<RangeCondition>;

/** The form alone: whether the levels make sense is for `invalidFields` to say, before a condition is stored. */
export const conditionSchema = z.discriminatedUnion('op', [levelConditionSchema, rangeConditionSchema]);
