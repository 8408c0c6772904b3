import { type Metric, metricNamed } from '../../../domain/metrics/metric.ts';
import { QUOTE_ASSET } from '../../../domain/metrics/unit.ts';
import { OPERATORS, type Operator, operatorOf } from '../../../domain/rules/operators/operators.ts';
import type { ChoiceGroup } from '../../parts/metric-words.ts';

/** `crosses above`, `is at or above` */
export function formatOperator(op: Operator): string {
  const { isEdge, words } = operatorOf({ op });
  return isEdge ? words : `is ${words}`;
}

/** What stands after a level: `%`, `USDT`, nothing. `quote`: the asset of the coin's prices; null while not known */
export function formatUnit(metric: Metric, quote: string | null): string {
  const { sign } = metricNamed(metric).unit;
  return (sign === QUOTE_ASSET ? quote : sign) ?? '';
}

/** Every operator: what happens at an instant, and what is so for a while. */
export const OPERATOR_GROUPS: readonly ChoiceGroup<Operator>[] = [
  { label: 'The moment it', isEdge: true },
  { label: 'Whenever it', isEdge: false },
].map(({ label, isEdge }) => ({
  label,
  options: OPERATORS.filter((op) => operatorOf({ op }).isEdge === isEdge).map((value) => ({
    value,
    label: formatOperator(value),
  })),
}));
