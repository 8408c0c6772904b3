import type { Metric } from '../metrics/metric.ts';
import { type LevelOperator, operatorOf, type RangeOperator } from './operators/operators.ts';
import type { Band } from './zone.ts';

// The page takes this file: the schemas, which need zod, are in condition-schema.ts.

/** Compares the metric with one level, a decimal string. */
export interface LevelCondition {
  metric: Metric;
  op: LevelOperator;
  level: string;
}
/** Compares it with a range, bounds inside. */
export interface RangeCondition {
  metric: Metric;
  op: RangeOperator;
  from: string;
  to: string;
}
export type Condition = LevelCondition | RangeCondition;

/** An edge fires because its value moves; any other condition is met or not met by the value alone. */
export function isEdge(condition: Pick<Condition, 'op'>): boolean {
  return operatorOf(condition).isEdge;
}

export function bandOf(condition: Condition): Band {
  if ('level' in condition) return { low: Number(condition.level), high: Number(condition.level) };
  return { low: Number(condition.from), high: Number(condition.to) };
}

/** Its level, twice, or its range, as it was written. */
export function levelTextsOf(condition: Condition): readonly [string, string] {
  return 'level' in condition ? [condition.level, condition.level] : [condition.from, condition.to];
}
