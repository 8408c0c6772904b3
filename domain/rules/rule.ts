import * as z from 'zod';
import { type Series, seriesOf } from '../metrics/series.ts';
import { bandOf, type Condition, conditionSchema } from './condition.ts';

/** Bound of a rule that combines conditions. */
export const MAX_CONDITIONS = 5;

export const CONFIRMS = ['trade', 'minute-close'] as const;

export const repeatSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('once') }),
  /** after a fire nothing is judged for so long; null: no cooldown, then `rearmPercent` is set */
  z.strictObject({ mode: z.literal('every-time'), cooldownSeconds: z.number().int().positive().nullable() }),
]);
export type Repeat = z.infer<typeof repeatSchema>;

/** What the person asked for; only edits change it. Either `condition` or `all`. What each option means: docs/decisions/0007. */
export const ruleSchema = z
  .strictObject({
    condition: conditionSchema.optional(),
    all: z.array(conditionSchema).min(1).max(MAX_CONDITIONS).optional(),
    repeat: repeatSchema,
    /** how far the value must retreat from the level before the alert is armed again, in percent of the level */
    rearmPercent: z.number().positive().nullable(),
    holdSeconds: z.number().int().positive().nullable(),
    confirm: z.enum(CONFIRMS),
    /** ms, exchange clock */
    expiresAt: z.number().int().nullable(),
  })
  .refine(({ condition, all }) => (condition === undefined) !== (all === undefined), {
    message: 'must have either condition or all',
  });
export type Rule = z.infer<typeof ruleSchema>;

/** At least one. */
export function conditionsOf({ condition, all }: Rule): readonly Condition[] {
  return all ?? (condition ? [condition] : []);
}

/** The series that the rule's conditions are judged by, each once: those that the coin's ticks must carry. */
export function seriesOfRule(rule: Rule): Series[] {
  return [...new Set(conditionsOf(rule).map(({ metric }) => seriesOf(metric, rule.confirm)))];
}

/** A list of one condition is that condition. */
export function withoutListOfOne({ condition, all, ...options }: Rule): Rule {
  const [first, ...more] = all ?? [condition];
  return { ...(more.length > 0 ? { all } : { condition: first }), ...options };
}

/** Whether both ask for the same, however their levels and lists are written. */
export function isSameRule(a: Rule, b: Rule): boolean {
  return fingerprint(a) === fingerprint(b);
}

function fingerprint(rule: Rule): string {
  const { repeat, rearmPercent, holdSeconds, confirm, expiresAt } = rule;
  const conditions = conditionsOf(rule).map((condition) => {
    const { low, high } = bandOf(condition);
    return [condition.metric, condition.op, low, high];
  });
  const cooldown = repeat.mode === 'once' ? null : repeat.cooldownSeconds;
  return JSON.stringify([conditions, repeat.mode, cooldown, rearmPercent, holdSeconds, confirm, expiresAt]);
}
