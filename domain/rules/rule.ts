import { type Series, seriesOf } from '../metrics/series.ts';
import { bandOf, type Condition } from './condition.ts';

// The page takes this file: the schemas, which need zod, are in rule-schema.ts.

/** Bound of a rule that combines conditions. */
export const MAX_CONDITIONS = 5;

export const CONFIRMS = ['trade', 'minute-close'] as const;

/**
 * After a fire the level moves: to `step` (`+5%`) from the price that fired, rounded to a multiple of `tickSize`, the coin's when
 * the rule was made (docs/decisions/0025).
 */
export interface Reanchor {
  step: string;
  tickSize: string;
}

export type Repeat =
  | { mode: 'once' }
  | {
      mode: 'every-time';
      /** after a fire nothing is judged for so long; null: no cooldown, then `rearmPercent` or `reanchor` is set */
      cooldownSeconds: number | null;
      reanchor?: Reanchor | undefined;
    };

/** What the person asked for; only edits change it, and fires that move its level (`reanchor`). Either `condition` or `all`. What each option means: docs/decisions/0007. */
export interface Rule {
  condition?: Condition | undefined;
  all?: Condition[] | undefined;
  repeat: Repeat;
  /** how far the value must retreat from the level before the alert is armed again, in percent of the level */
  rearmPercent: number | null;
  holdSeconds: number | null;
  confirm: (typeof CONFIRMS)[number];
  /** ms, exchange clock */
  expiresAt: number | null;
}

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
