import { metricNamed } from '../domain/metrics/metric.ts';
import type { AskedRepeat, AskedRule } from '../domain/rules/asked-rule.ts';
import type { Condition } from '../domain/rules/condition.ts';
import { takesRange } from '../domain/rules/operators/operators.ts';
import type { Repeat, Rule } from '../domain/rules/rule.ts';
import type { ConditionChange, Conditions, CreateAlert, PatchAlert } from './alert-request.ts';

/** The rule of a new alert as it was asked for. Whether it makes sense is for `resolveRule` and `invalidFields` to say. */
export function requestedRule(asked: CreateAlert): AskedRule {
  return {
    ...given(asked),
    repeat: asked.repeat ?? { mode: 'once' },
    rearmPercent: asked.rearmPercent ?? null,
    holdSeconds: asked.holdSeconds ?? null,
    confirm: asked.confirm ?? 'trade',
    expiresAt: asked.expiresAt ?? null,
  };
}

/** The rule as a change makes it; `conditions` are those of `changedConditions`, parsed. */
export function changedRule(before: Rule, change: PatchAlert, conditions: Conditions): AskedRule {
  const { repeat, rearmPercent, holdSeconds, confirm, expiresAt } = change;
  return {
    ...given(conditions),
    repeat: repeat ?? askedAgain(before.repeat),
    rearmPercent: rearmPercent === undefined ? before.rearmPercent : rearmPercent,
    holdSeconds: holdSeconds === undefined ? before.holdSeconds : holdSeconds,
    confirm: confirm ?? before.confirm,
    expiresAt: expiresAt === undefined ? before.expiresAt : expiresAt,
  };
}

/** Its step is for `resolveRule` to keep or to replace. */
function askedAgain(repeat: Repeat): AskedRepeat {
  if (repeat.mode === 'once') return repeat;
  const { mode, cooldownSeconds, reanchor } = repeat;
  return { mode, cooldownSeconds, ...(reanchor && { reanchor: true }) };
}

/** Conditions that may lack something yet. */
interface DraftConditions {
  readonly condition?: ConditionChange | null | undefined;
  readonly all?: readonly Condition[] | null | undefined;
}

/**
 * The present conditions merged with the change, to be parsed as those of a new alert are. A condition may be
 * changed in part, `all` only as a whole; one of the two takes the place of the other.
 */
export function changedConditions(before: Rule, { condition, all }: PatchAlert): DraftConditions {
  if (condition) return { condition: before.condition ? merged(before.condition, condition) : condition, all };
  if (all) return { all };
  return {
    condition: condition === undefined ? before.condition : condition,
    all: all === undefined ? before.all : all,
  };
}

/** Levels stay as long as they mean the same: one level, or a range, of the same kind of metric. */
function merged(before: Condition, change: ConditionChange): ConditionChange {
  const { metric = before.metric, op = before.op } = change;
  const keepsLevels =
    metricNamed(metric).kind === metricNamed(before.metric).kind && takesRange(op) === takesRange(before.op);
  return { ...(keepsLevels && before), ...change, metric, op };
}

function given({ condition, all }: Conditions): Pick<Rule, 'condition' | 'all'> {
  return all ? { all } : { condition: condition ?? undefined };
}
