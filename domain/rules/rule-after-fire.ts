import { nextLevelFrom } from './relative-level.ts';
import { type Rule, reanchorOf } from './rule.ts';

/**
 * The rule from a fire on. Where each fire moves the level: with the level `step` from the price that fired (a decimal string). Null
 * when no level is left there: below the lowest price that the coin can have.
 */
export function ruleAfterFire(rule: Rule, price: string): Rule | null {
  const reanchor = reanchorOf(rule);
  const { condition } = rule;
  if (!reanchor || !condition || !('level' in condition)) return rule;
  const level = nextLevelFrom({ price, tickSize: reanchor.tickSize }, reanchor.step);
  return level === null ? null : { ...rule, condition: { ...condition, level } };
}
