import * as z from 'zod';
import { groupThousands, positiveDecimalFault, trimDecimal } from './decimal.ts';

export const METRICS = ['price'] as const;
export type Metric = (typeof METRICS)[number];

/** Operators that compare with one level. */
export const OPERATORS = ['above', 'below', 'crosses-above', 'crosses-below', 'crosses'] as const;
export type Operator = (typeof OPERATORS)[number];

const LEVEL_FAULTS = {
  'not-a-decimal': 'must be a decimal number written as a string, such as "65000.5"',
  'not-positive': 'must be greater than 0',
  'too-many-digits': 'must have at most 15 significant digits',
} as const;

/** A level as people write it: a positive decimal string. It leaves without trailing zeros. */
export const levelSchema = z
  .string({ error: LEVEL_FAULTS['not-a-decimal'] })
  .max(40, 'must be at most 40 characters long')
  .check((context) => {
    const fault = positiveDecimalFault(context.value);
    if (fault) context.issues.push({ code: 'custom', message: LEVEL_FAULTS[fault], input: context.value });
  })
  .transform(trimDecimal);

export const conditionSchema = z.strictObject({
  metric: z.enum(METRICS),
  op: z.enum(OPERATORS),
  level: levelSchema,
});
export type Condition = z.infer<typeof conditionSchema>;

const OPERATOR_WORDS: Record<Operator, string> = {
  above: 'at or above',
  below: 'at or below',
  'crosses-above': 'crosses above',
  'crosses-below': 'crosses below',
  crosses: 'crosses',
};

/** `price crosses above 65,000` */
export function describeCondition(condition: Condition): string {
  return `${condition.metric} ${OPERATOR_WORDS[condition.op]} ${groupThousands(condition.level)}`;
}
