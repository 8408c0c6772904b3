import { invalidCombinations } from './invalid-combinations.ts';
import type { InvalidField } from './invalid-field.ts';
import { invalidLevels } from './invalid-levels.ts';
import { invalidCooldown, invalidHold, invalidReanchor, invalidRearm, invalidRetreat } from './invalid-options.ts';
import { conditionsOf, type Rule } from './rule.ts';

/**
 * Everything that is impossible, contradictory or out of bounds. A rule without invalid fields can fire: there are values
 * of its metrics at which it does, and at which it can be armed again.
 */
export function invalidFields(rule: Rule): InvalidField[] {
  const placed = conditionsOf(rule).map((condition, index) => ({
    condition,
    path: rule.all ? `all.${index}` : 'condition',
  }));
  const ofLevels = placed.flatMap(invalidLevels);
  const ofOptions = [...invalidCooldown(rule), ...invalidHold(rule), ...invalidRearm(rule), ...invalidReanchor(rule)];
  // what follows from the levels is said only once they make sense
  if (ofLevels.length > 0) return [...ofLevels, ...ofOptions];
  return [...invalidCombinations(placed), ...ofOptions, ...invalidRetreat(rule)];
}
