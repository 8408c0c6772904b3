import { conditionsOf } from './alert.ts';
import { bandOf, type Condition, isEdge } from './condition.ts';
import { type Scene, whereNow } from './explain-condition.ts';
import { wordCondition, wordValue } from './metric-words.ts';
import { presentValue } from './present-value.ts';
import { isMet, zoneOf } from './zone.ts';

/**
 * The condition that the alert waits for, then how the others stand: `waits for change-1h at or above 5 % (now 4.2 %;
 * 0.80 percentage points away); besides: price at or above 65,000 (holds, now 65,100)`.
 */
export function waitsFor(watch: number, scene: Scene): string {
  const conditions = conditionsOf(scene.rule);
  const watched = conditions[watch];
  if (!watched) return firesWhenAll(scene);
  const now = whereNow(watched, scene).filter((part) => part !== '');
  const where = now.length > 0 ? ` (${now.join('; ')})` : '';
  const others = conditions.filter((_, index) => index !== watch).map((condition) => standing(condition, scene));
  return `waits for ${wordCondition(watched, scene)}${where}${atClose(scene)}; besides: ${others.join(', ')}`;
}

export function firesWhenAll(scene: Scene): string {
  const parts = conditionsOf(scene.rule).map((condition) => standing(condition, scene));
  return `fires when all hold${atClose(scene)}: ${parts.join(', ')}`;
}

/** `price at or above 65,000 (holds, now 65,100)` */
function standing(condition: Condition, scene: Scene): string {
  const value = presentValue(condition.metric, scene.coin);
  const now = value === null ? 'not known' : `now ${wordValue(condition.metric, value, scene)}`;
  const words = [...(value === null ? [] : holding(condition, Number(value))), now];
  return `${wordCondition(condition, scene)} (${words.join(', ')})`;
}

/** A condition that has to move neither holds nor does not. */
function holding(condition: Condition, value: number): string[] {
  if (isEdge(condition)) return [];
  return [isMet(condition, zoneOf(value, bandOf(condition))) ? 'holds' : 'does not hold'];
}

function atClose({ rule }: Scene): string {
  return rule.confirm === 'minute-close' ? ' at a minute close' : '';
}
