import type { Active, Arming, JudgedAlert } from '../alerts/alert.ts';
import { type Series, seriesOf } from '../metrics/metric.ts';
import { type Band, bandOf, type Condition } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { retreatBand, type Zone } from '../rules/zone.ts';
import { dueKey, fallKey, riseKey, type Threshold, type Touch } from './index-keys.ts';

/**
 * A quiet coin has no trade to arm on: when none came within this long after `armAfter`, the alert arms on the last
 * trade. A fixed instant, so that the result does not depend on when a watermark happened to be sent.
 */
export const ARM_WITHOUT_TRADE_AFTER_MS = 1_000;

/** What can move the alert next: at most one rise, one fall and one due instant. */
export interface NextMoves {
  readonly rise: Threshold | null;
  readonly fall: Threshold | null;
  /** the instant (ms, exchange clock) of the alert's own next time event */
  readonly due: number | null;
}

type Levels = Pick<NextMoves, 'rise' | 'fall'>;

const NO_MOVES: NextMoves = { rise: null, fall: null, due: null };

export function nextMoves({ rule, state }: Pick<JudgedAlert, 'rule' | 'state'>): NextMoves {
  switch (state.status) {
    case 'arming':
      return { ...anyValue(watchedSeries(rule, state.watch)), due: earliest(quietInstant(state), rule.expiresAt) };
    case 'active':
      return { ...levelsOf(rule, state), due: earliest('until' in state ? state.until : null, rule.expiresAt) };
    case 'paused':
    case 'triggered':
    case 'expired':
    case 'faulty':
      return NO_MOVES;
  }
}

/** When an alert that could not arm on a trade arms without one; null when that is over or never was. */
export function quietInstant({ armFrom, quietly, asOf }: Arming): number | null {
  const instant = armFrom.armAfter + ARM_WITHOUT_TRADE_AFTER_MS;
  // a due that was passed by already would never be judged, and hide the expiry behind it
  const isPassed = asOf !== null && asOf.instant >= instant;
  return quietly && !isPassed ? instant : null;
}

function levelsOf(rule: Rule, state: Active): Levels {
  const condition = conditionsOf(rule)['watch' in state ? state.watch : 0];
  if (!condition) return { rise: null, fall: null };
  const series = seriesOf(condition.metric, rule.confirm);
  switch (state.phase) {
    case 'watching':
      return state.zone === null ? anyValue(series) : nextLevels(series, condition, state.zone);
    case 'holding':
      return endOfHold(series, condition, state);
    case 'cooling':
      return { rise: null, fall: null };
    case 'retreating':
      if (state.zone === null) return anyValue(series);
      return retreatLevels(series, condition, {
        band: retreatBand(condition, rule.rearmPercent ?? 0),
        zone: state.zone,
      });
  }
}

/** The first known value of the series, whatever it is: every value is above this. */
function anyValue(series: Series): Levels {
  return { rise: { series, level: Number.NEGATIVE_INFINITY, touch: 'reached' }, fall: null };
}

/** What leads out of the remembered zone. */
function nextLevels(series: Series, condition: Condition, zone: Zone): Levels {
  const { low, high } = bandOf(condition);
  const { rise, fall } = levelMakers(series);
  switch (condition.op) {
    case 'above':
    case 'crosses-above':
      return zone === 'below' ? rise(low, 'reached') : fall(high, 'passed');
    case 'below':
    case 'crosses-below':
      return zone === 'above' ? fall(high, 'reached') : rise(low, 'passed');
    case 'crosses':
    case 'enters':
    case 'leaves':
      if (zone === 'below') return rise(low, 'reached');
      if (zone === 'above') return fall(high, 'reached');
      return { ...rise(high, 'passed'), fall: fall(low, 'passed').fall };
  }
}

function endOfHold(series: Series, condition: Condition, { reason, zone }: { reason: FireReason; zone: Zone }): Levels {
  const { low, high } = bandOf(condition);
  const { rise, fall } = levelMakers(series);
  switch (reason) {
    case 'holds':
      return condition.op === 'below' ? rise(high, 'passed') : fall(low, 'passed');
    case 'crossed-up':
      return fall(low, 'passed');
    case 'crossed-down':
      return rise(high, 'passed');
    case 'entered':
      return { ...rise(high, 'passed'), fall: fall(low, 'passed').fall };
    case 'left':
      return zone === 'below' ? rise(low, 'reached') : fall(high, 'reached');
  }
}

function retreatLevels(series: Series, { op }: Condition, { band, zone }: { band: Band; zone: Zone }): Levels {
  const { low, high } = band;
  const { rise, fall } = levelMakers(series);
  switch (op) {
    case 'above':
    case 'crosses-above':
      return fall(low, 'reached');
    case 'below':
    case 'crosses-below':
      return rise(high, 'reached');
    case 'crosses':
    case 'enters':
      return { ...rise(high, 'reached'), fall: fall(low, 'reached').fall };
    case 'leaves':
      return zone === 'below' ? rise(low, 'reached') : fall(high, 'reached');
  }
}

function levelMakers(series: Series) {
  return {
    rise: (level: number, touch: Touch): Levels => ({ rise: { series, level, touch }, fall: null }),
    fall: (level: number, touch: Touch): Levels => ({ rise: null, fall: { series, level, touch } }),
  };
}

function watchedSeries(rule: Rule, watch: number): Series {
  const condition = conditionsOf(rule)[watch];
  return seriesOf(condition?.metric ?? 'price', rule.confirm);
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** The sort keys under which the alert stands in its coin's book; an absent one leaves that index. */
export interface IndexKeys {
  readonly rise?: string;
  readonly fall?: string;
  readonly due?: string;
}

export function indexKeys(alert: Pick<JudgedAlert, 'rule' | 'state'>): IndexKeys {
  const { rise, fall, due } = nextMoves(alert);
  return {
    ...(rise && { rise: riseKey(rise) }),
    ...(fall && { fall: fallKey(fall) }),
    ...(due !== null && { due: dueKey(due) }),
  };
}
