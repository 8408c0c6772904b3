import * as z from 'zod';
import { decimalFault, groupThousands, PLAIN_DECIMAL, trimDecimal } from '../market/decimal.ts';
import { isChange, isMeasure, METRICS, type Metric } from '../metrics/metric.ts';

/** Operators that compare with one level. */
export const LEVEL_OPERATORS = ['above', 'below', 'crosses-above', 'crosses-below', 'crosses'] as const;
/** Operators that compare with a range, bounds inside. */
export const RANGE_OPERATORS = ['enters', 'leaves'] as const;
export const OPERATORS = [...LEVEL_OPERATORS, ...RANGE_OPERATORS] as const;
export type LevelOperator = (typeof LEVEL_OPERATORS)[number];
export type RangeOperator = (typeof RANGE_OPERATORS)[number];
export type Operator = (typeof OPERATORS)[number];

const LEVEL_FAULTS = {
  'not-a-decimal': 'must be a decimal number written as a string, such as "65000.5"',
  'too-many-digits': 'must have at most 15 significant digits',
} as const;

/** A level as people write it: a decimal string that a double holds exactly. It leaves without trailing zeros. */
export const levelSchema = z
  .string({ error: LEVEL_FAULTS['not-a-decimal'] })
  .max(40, 'must be at most 40 characters long')
  .check((context) => {
    const fault = decimalFault(context.value);
    if (fault) context.issues.push({ code: 'custom', message: LEVEL_FAULTS[fault], input: context.value });
  })
  .overwrite(trimDecimal)
  .meta({ id: 'Level', pattern: PLAIN_DECIMAL.source });

export const metricSchema = z.enum(METRICS as readonly [Metric, ...Metric[]]);

export const levelConditionSchema = z.strictObject({
  metric: metricSchema,
  op: z.enum(LEVEL_OPERATORS),
  level: levelSchema,
});
export const rangeConditionSchema = z.strictObject({
  metric: metricSchema,
  op: z.enum(RANGE_OPERATORS),
  from: levelSchema,
  to: levelSchema,
});
export type LevelCondition = z.infer<typeof levelConditionSchema>;
export type RangeCondition = z.infer<typeof rangeConditionSchema>;

/** What is stored was checked when it came in; see `reachFault` for what makes no sense. */
export const conditionSchema = z.discriminatedUnion('op', [levelConditionSchema, rangeConditionSchema]);
export type Condition = z.infer<typeof conditionSchema>;

/** An edge fires by moving; the others (`above`, `below`) hold or do not. */
export function isEdge({ op }: Pick<Condition, 'op'>): boolean {
  return op !== 'above' && op !== 'below';
}

/** One level is the range from itself to itself. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

export function bandOf(condition: Condition): Band {
  if ('level' in condition) return { low: Number(condition.level), high: Number(condition.level) };
  return { low: Number(condition.from), high: Number(condition.to) };
}

/** Its level, twice, or its range, as it was written. */
export function levelTextsOf(condition: Condition): readonly [string, string] {
  return 'level' in condition ? [condition.level, condition.level] : [condition.from, condition.to];
}

/** The values that a metric can have: greater than `min`, or at least `min` where it is included. */
export function rangeOfMetric(metric: Metric): { readonly min: number; readonly included: boolean } {
  if (isChange(metric)) return { min: -100, included: false };
  return { min: 0, included: isMeasure(metric) };
}

/** What a value does, after its name. */
export const OPERATOR_WORDS: Readonly<Record<Operator, string>> = {
  above: 'at or above',
  below: 'at or below',
  'crosses-above': 'crosses above',
  'crosses-below': 'crosses below',
  crosses: 'crosses',
  enters: 'enters',
  leaves: 'leaves',
};

/** `price crosses above 65,000`, `change-1h enters 2 to 3` */
export function describeCondition(condition: Condition): string {
  const start = `${condition.metric} ${OPERATOR_WORDS[condition.op]}`;
  if ('level' in condition) return `${start} ${groupThousands(condition.level)}`;
  return `${start} ${groupThousands(condition.from)} to ${groupThousands(condition.to)}`;
}
