import type { ArmFrom, Arming, Rule } from './alert.ts';
import type { Position } from './position.ts';

/**
 * The state of every alert that is to be armed: a new one, an edited or resumed one, one whose coin's ids began anew. It
 * forgets what it was armed on before; `asOf` is what was judged up to now, null when nothing was.
 */
export function armingState({ confirm }: Pick<Rule, 'confirm'>, armFrom: ArmFrom, asOf: Position | null): Arming {
  return { status: 'arming', armFrom, watch: 0, quietly: confirm === 'trade', asOf, watchedFrom: null };
}
