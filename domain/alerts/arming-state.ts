import type { Position } from '../market/position.ts';
import { movesWithTrades, seriesOf } from '../metrics/series.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import type { ArmFrom, Arming } from './alert.ts';

/**
 * A quiet coin has no trade to arm on: when none came within this long after `armAfter`, the alert arms on the last trade.
 * The instant is fixed, so that the result does not depend on when a watermark happens to be sent.
 */
export const ARM_WITHOUT_TRADE_AFTER_MS = 1_000;

/**
 * The state of every alert that is to be armed: a new one, an edited or resumed one, one whose coin's trade ids have
 * restarted. `asOf`: up to where it was judged before; null when it was not. It watches a condition that trades can move,
 * if there is one: then it may arm on any trade.
 */
export function armingState(rule: Rule, armFrom: ArmFrom, asOf: Position | null): Arming {
  const { confirm } = rule;
  const moving = conditionsOf(rule).findIndex(({ metric }) => movesWithTrades(seriesOf(metric, confirm)));
  return {
    ...{ status: 'arming', armFrom, watch: Math.max(moving, 0), quietly: confirm === 'trade' },
    ...{ asOf, watchedFrom: null },
  };
}

/** When an alert arms without a trade, ms; null when that instant has passed, or there is none. */
export function quietInstant({ armFrom, quietly, asOf }: Arming): number | null {
  const instant = armFrom.armAfter + ARM_WITHOUT_TRADE_AFTER_MS;
  // as a deadline an instant in the past would never be judged, and would hide the expiry
  const isPassed = asOf !== null && asOf.instant >= instant;
  return quietly && !isPassed ? instant : null;
}
