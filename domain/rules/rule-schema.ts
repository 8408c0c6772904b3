import * as z from 'zod';
import { isPositiveDecimal } from '../market/read-decimal.ts';
import { conditionSchema } from './condition-schema.ts';
import { STEP } from './relative-level.ts';
import { CONFIRMS, MAX_CONDITIONS, type Reanchor, type Repeat, type Rule } from './rule.ts';

const reanchorSchema = z.strictObject({
  step: z.string().regex(STEP),
  tickSize: z.string().refine(isPositiveDecimal),
}) satisfies z.ZodType<Reanchor>;

export const repeatSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('once') }),
  z.strictObject({
    mode: z.literal('every-time'),
    cooldownSeconds: z.number().int().positive().nullable(),
    reanchor: reanchorSchema.optional(),
  }),
]) satisfies z.ZodType<Repeat>;

/** The form alone: whether the rule makes sense is for `invalidFields` to say, before it is stored. */
export const ruleSchema = z
  .strictObject({
    condition: conditionSchema.optional(),
    all: z.array(conditionSchema).min(1).max(MAX_CONDITIONS).optional(),
    repeat: repeatSchema,
    rearmPercent: z.number().positive().nullable(),
    holdSeconds: z.number().int().positive().nullable(),
    confirm: z.enum(CONFIRMS),
    expiresAt: z.number().int().nullable(),
  })
  .refine(({ condition, all }) => (condition === undefined) !== (all === undefined), {
    message: 'must have either condition or all',
  }) satisfies z.ZodType<Rule>;
