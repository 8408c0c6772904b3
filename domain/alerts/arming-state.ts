import type { Position } from '../market/position.ts';
import { movesWithTrades, seriesOf } from '../metrics/metric.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import type { ArmFrom, Arming } from './alert.ts';

/**
 * The state of every alert that is to be armed: a new one, an edited or resumed one, one whose coin's ids began anew. It
 * forgets what it was armed on before; `asOf` is what was judged up to now, null when nothing was. It watches a
 * condition that trades can move, where there is one: such an alert may arm on any of them.
 */
export function armingState(rule: Rule, armFrom: ArmFrom, asOf: Position | null): Arming {
  const { confirm } = rule;
  const moving = conditionsOf(rule).findIndex(({ metric }) => movesWithTrades(seriesOf(metric, confirm)));
  return {
    ...{ status: 'arming', armFrom, watch: Math.max(moving, 0), quietly: confirm === 'trade' },
    ...{ asOf, watchedFrom: null },
  };
}
