import type { LevelCondition } from '../../domain/rules/condition.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { buildRule } from './market-events.ts';

export const CROSSES_65000: LevelCondition = { metric: 'price', op: 'crosses-above', level: '65000' };

/** Fires once, when any trade crosses above 65,000; `all` replaces that condition. */
export function buildCrossingRule(fields: Partial<Rule> = {}): Rule {
  return buildRule({ condition: CROSSES_65000, ...fields });
}
