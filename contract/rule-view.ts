import * as z from 'zod';
import { metricSchema } from '../domain/rules/condition.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from '../domain/rules/operators/operators.ts';
import { CONFIRMS, type Rule, repeatSchema } from '../domain/rules/rule.ts';

export const conditionViewSchema = z
  .union([
    z.strictObject({ metric: metricSchema, op: z.enum(LEVEL_OPERATORS), level: z.string() }),
    z.strictObject({ metric: metricSchema, op: z.enum(RANGE_OPERATORS), from: z.string(), to: z.string() }),
  ])
  .meta({ id: 'Condition' });

/** A rule as the API shows it, with every option; times are ISO 8601 UTC. */
export const ruleViewSchema = z
  .strictObject({
    condition: conditionViewSchema.nullable().meta({ description: 'null where there is all' }),
    all: z.array(conditionViewSchema).nullable().meta({ description: 'null where there is one condition' }),
    repeat: repeatSchema,
    rearmPercent: z.number().nullable(),
    holdSeconds: z.number().int().nullable(),
    confirm: z.enum(CONFIRMS),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Rule' });
export type RuleView = z.infer<typeof ruleViewSchema>;

export function viewRule(rule: Rule): RuleView {
  const { condition = null, all = null, repeat, rearmPercent, holdSeconds, confirm, expiresAt } = rule;
  const expires = expiresAt === null ? null : new Date(expiresAt).toISOString();
  return { condition, all, repeat, rearmPercent, holdSeconds, confirm, expiresAt: expires };
}
