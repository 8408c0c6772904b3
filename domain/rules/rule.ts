import * as z from 'zod';
import { isPositiveDecimal } from '../market/read-decimal.ts';
import { type Series, seriesOf } from '../metrics/series.ts';
import { bandOf, type Condition, conditionSchema } from './condition.ts';
import { STEP } from './relative-level.ts';

/** Bound of a rule that combines conditions. */
export const MAX_CONDITIONS = 5;

export const CONFIRMS = ['trade', 'minute-close'] as const;

/**
 * After a fire the level moves: to `step` (`+5%`) from the price that fired, rounded to a multiple of `tickSize`, the coin's when
 * the rule was made (docs/decisions/0025).
 */
export const reanchorSchema = z.strictObject({
  step: z.string().regex(STEP),
  tickSize: z.string().refine(isPositiveDecimal),
});
export type Reanchor = z.infer<typeof reanchorSchema>;

export const repeatSchema = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('once') }),
  z.strictObject({
    mode: z.literal('every-time'),
    /** after a fire nothing is judged for so long; null: no cooldown, then `rearmPercent` or `reanchor` is set */
    cooldownSeconds: z.number().int().positive().nullable(),
    reanchor: reanchorSchema.optional(),
  }),
]);
export type Repeat = z.infer<typeof repeatSchema>;

/** What the person asked for; only edits change it, and fires that move its level (`reanchor`). Either `condition` or `all`. What each option means: docs/decisions/0007. */
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
export function conditionsOf({ condition, all }: Pick<Rule, 'condition' | 'all'>): readonly Condition[] {
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

/** How the rule's level moves with each fire; null for one whose level stays. */
export function reanchorOf({ repeat }: Pick<Rule, 'repeat'>): Reanchor | null {
  return repeat.mode === 'every-time' ? (repeat.reanchor ?? null) : null;
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
  const { step = null, tickSize = null } = reanchorOf(rule) ?? {};
  const moves = [repeat.mode, cooldown, step, tickSize];
  return JSON.stringify([conditions, ...moves, rearmPercent, holdSeconds, confirm, expiresAt]);
}
