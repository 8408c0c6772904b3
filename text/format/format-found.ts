import type { Trigger } from '../../domain/messages/trigger.ts';
import { isWindowed } from '../../domain/metrics/metric.ts';
import { conditionsOf } from '../../domain/rules/rule.ts';
import { formatCondition, formatFound } from './format-metric.ts';

/** Part of every message about a trigger of the simulator. */
export const SIMULATED = 'These are prices of the built-in market simulator, not of a real market.';

/**
 * The value of each condition at the fire: `change-1h above 5 %: 5.0123 %`. Nothing for a single condition on the price: its
 * value is the trade's price.
 */
export function formatAllFound(trigger: Pick<Trigger, 'rule' | 'quote' | 'values'>): string[] {
  const { rule, values } = trigger;
  const conditions = conditionsOf(rule);
  const [only, ...more] = conditions;
  if (only && more.length === 0 && !isWindowed(only.metric)) return [];
  return conditions.map((condition) => {
    const value = values[condition.metric];
    const found = value === undefined ? 'not known' : formatFound(condition, value, trigger);
    return `${formatCondition(condition, trigger)}: ${found}`;
  });
}
