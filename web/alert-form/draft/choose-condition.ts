import { type Metric, metricNamed } from '../../../domain/metrics/metric.ts';
import { type Operator, operatorOf, takesRange } from '../../../domain/rules/operators/operators.ts';
import { ZONES } from '../../../domain/rules/zone.ts';
import type { NumberText } from '../../format/number-text.ts';
import { type ConditionDraft, LEVEL_FIELDS, type LevelField } from './alert-draft.ts';
import { writeLevel } from './level-text.ts';

/** The condition on another metric. A level in another unit means nothing there: those that people begin with take its place. */
export function withMetric(condition: ConditionDraft, metric: Metric, numbers: NumberText): ConditionDraft {
  const next = { ...condition, metric };
  const isSameUnit = metricNamed(metric).unit === metricNamed(condition.metric).unit;
  return isSameUnit && !isUntouched(condition, numbers) ? next : withUsualLevels(next, numbers);
}

/** The condition with another operator. What was typed for one kind of operator begins the other. */
export function withOperator(condition: ConditionDraft, op: Operator, numbers: NumberText): ConditionDraft {
  const next = { ...condition, op };
  if (isUntouched(condition, numbers)) return withUsualLevels(next, numbers);
  const { level, from } = condition;
  if (takesRange(op)) return from === '' ? { ...next, from: level } : next;
  return level === '' ? { ...next, level: from } : next;
}

/** Whether its levels are those that it began with, or none. */
function isUntouched(condition: ConditionDraft, numbers: NumberText): boolean {
  return levelFields(condition).every((field) =>
    ['', usualLevel(condition, field, numbers)].includes(condition[field]),
  );
}

function withUsualLevels(condition: ConditionDraft, numbers: NumberText): ConditionDraft {
  const levels = LEVEL_FIELDS.map((field) => [
    field,
    levelFields(condition).includes(field) ? usualLevel(condition, field, numbers) : '',
  ]);
  return { ...condition, ...Object.fromEntries(levels) };
}

/** The level with which the condition begins; '' where every coin has another one. */
function usualLevel({ metric, op }: ConditionDraft, field: LevelField, numbers: NumberText): string {
  const { levels } = metricNamed(metric).choice;
  if (levels === null || (field !== 'level' && levels.low === levels.high)) return '';
  const isLow = field === 'from' || (field === 'level' && firesBelow(op));
  return writeLevel(isLow ? levels.low : levels.high, numbers);
}

/** Whether it fires below its level alone. */
function firesBelow(op: Operator): boolean {
  const { isMet, moveOf } = operatorOf({ op });
  const fires = ZONES.filter((now) => isMet(now) || ZONES.some((before) => moveOf(before, now) !== null));
  return fires.includes('below') && !fires.includes('above');
}

/** The levels that the condition takes. */
export function levelFields({ op }: Pick<ConditionDraft, 'op'>): readonly LevelField[] {
  return takesRange(op) ? ['from', 'to'] : ['level'];
}
