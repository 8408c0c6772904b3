import type { Position } from '../market/position.ts';
import { movesWithTrades, seriesOf } from '../metrics/series.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import type { ArmFrom, Arming } from './alert.ts';

/**
 * A quiet coin has no trade to arm on: when none came within this long after `armAfter`, the alert arms on the last
 * trade. A fixed instant, so that the result does not depend on when a watermark happened to be sent.
 */
export const ARM_WITHOUT_TRADE_AFTER_MS = 1_000;

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

/** When an alert that could not arm on a trade arms without one; null when that is over or never was. */
export function quietInstant({ armFrom, quietly, asOf }: Arming): number | null {
  const instant = armFrom.armAfter + ARM_WITHOUT_TRADE_AFTER_MS;
  // a due that was passed by already would never be judged, and hide the expiry behind it
  const isPassed = asOf !== null && asOf.instant >= instant;
  return quietly && !isPassed ? instant : null;
}
