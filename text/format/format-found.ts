import type { Trigger } from '../../domain/messages/trigger.ts';
import { conditionsOf } from '../../domain/rules/rule.ts';
import { formatCondition, formatFound } from './format-metric.ts';

/** Said wherever a trigger of the simulator is told. */
export const SIMULATED = 'These are prices of the built-in market simulator, not of a real market.';

/** `change-1h above 5 %: 5.0123 %`, for each condition of the rule. Of a single one on the price nothing: it found the trade's. */
export function formatAllFound(trigger: Pick<Trigger, 'rule' | 'quote' | 'values'>): string[] {
  const { rule, values } = trigger;
  const conditions = conditionsOf(rule);
  if (conditions.length === 1 && conditions[0]?.metric === 'price') return [];
  return conditions.map((condition) => {
    const value = values[condition.metric];
    const found = value === undefined ? 'not known' : formatFound(condition, value, trigger);
    return `${formatCondition(condition, trigger)}: ${found}`;
  });
}
