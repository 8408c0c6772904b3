import * as z from 'zod';
import { metricSchema } from '../domain/rules/condition-schema.ts';
import { LEVEL_OPERATORS, RANGE_OPERATORS } from '../domain/rules/operators/operators.ts';
import { CONFIRMS, type Repeat, type Rule, reanchorOf } from '../domain/rules/rule.ts';

export const conditionViewSchema = z
  .union([
    z.strictObject({ metric: metricSchema, op: z.enum(LEVEL_OPERATORS), level: z.string() }),
    z.strictObject({ metric: metricSchema, op: z.enum(RANGE_OPERATORS), from: z.string(), to: z.string() }),
  ])
  .meta({ id: 'Condition' });

const MOVES = 'each fire moves the level: to `step` from the price that fired. Left out where the level stays';

const repeatViewSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('once') }),
  z.strictObject({
    mode: z.literal('every-time'),
    cooldownSeconds: z.number().int().positive().nullable(),
    reanchor: z.literal(true).optional().meta({ description: MOVES }),
    step: z.string().optional().meta({ description: 'percent of the price that fired, such as "+5%"; with reanchor' }),
  }),
]);
type RepeatView = z.infer<typeof repeatViewSchema>;

/** A rule as the API shows it, with every option; times are ISO 8601 UTC. */
export const ruleViewSchema = z
  .strictObject({
    condition: conditionViewSchema.nullable().meta({ description: 'null where there is all' }),
    all: z.array(conditionViewSchema).nullable().meta({ description: 'null where there is one condition' }),
    repeat: repeatViewSchema,
    rearmPercent: z.number().nullable(),
    holdSeconds: z.number().int().nullable(),
    confirm: z.enum(CONFIRMS),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Rule' });
export type RuleView = z.infer<typeof ruleViewSchema>;

export function viewRule(rule: Rule): RuleView {
  const { condition = null, all = null, rearmPercent, holdSeconds, confirm, expiresAt } = rule;
  const repeat = viewRepeat(rule.repeat);
  const expires = expiresAt === null ? null : new Date(expiresAt).toISOString();
  return { condition, all, repeat, rearmPercent, holdSeconds, confirm, expiresAt: expires };
}

export function viewRepeat(repeat: Repeat): RepeatView {
  const { step } = reanchorOf({ repeat }) ?? {};
  if (repeat.mode === 'once') return repeat;
  const { mode, cooldownSeconds } = repeat;
  return { mode, cooldownSeconds, ...(step !== undefined && { reanchor: true, step }) };
}
