import type { Active, JudgedAlert } from '../alerts/alert.ts';
import { quietInstant } from '../alerts/arming-state.ts';
import { type Series, seriesOf } from '../metrics/series.ts';
import { bandOf, type Condition } from '../rules/condition.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { type Exits, exitsFrom, type Zone } from '../rules/zone.ts';
import { dueKey, fallKey, riseKey, type Threshold } from './index-keys.ts';

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
      return { ...anyWatchedValue(rule, state.watch), due: earliest(quietInstant(state), rule.expiresAt) };
    case 'active':
      return { ...levelsOf(rule, state), due: earliest('until' in state ? state.until : null, rule.expiresAt) };
    case 'paused':
    case 'triggered':
    case 'expired':
    case 'faulty':
      return NO_MOVES;
  }
}

function levelsOf(rule: Rule, state: Active): Levels {
  const condition = conditionsOf(rule)['watch' in state ? state.watch : 0];
  if (!condition) return { rise: null, fall: null };
  const series = seriesOf(condition.metric, rule.confirm);
  switch (state.phase) {
    case 'watching':
      return state.zone === null ? anyValue(series) : watchedLevels(series, condition, state.zone);
    case 'holding': {
      const { isHeld } = operatorOf(condition);
      return levelsAt(
        series,
        exitsFrom(state.zone, bandOf(condition), (zone) => isHeld(state.reason, zone)),
      );
    }
    case 'cooling':
      return { rise: null, fall: null };
    case 'retreating': {
      if (state.zone === null) return anyValue(series);
      const { retreat } = operatorOf(condition);
      return levelsAt(series, retreat.exits(state.zone, retreat.bandOf(bandOf(condition), rule.rearmPercent ?? 0)));
    }
  }
}

/** The first known value of the series, whatever it is: every value is above this. */
function anyValue(series: Series): Levels {
  return { rise: { series, level: Number.NEGATIVE_INFINITY, touch: 'reached' }, fall: null };
}

/** Where the value leaves the zone that is remembered. */
function watchedLevels(series: Series, condition: Condition, zone: Zone): Levels {
  const { rememberedZone } = operatorOf(condition);
  const isSame = (other: Zone) => rememberedZone(other) === rememberedZone(zone);
  return levelsAt(series, exitsFrom(zone, bandOf(condition), isSame));
}

function levelsAt(series: Series, { up, down }: Exits): Levels {
  return { rise: up && { series, ...up }, fall: down && { series, ...down } };
}

function anyWatchedValue(rule: Rule, watch: number): Levels {
  const condition = conditionsOf(rule)[watch];
  return condition ? anyValue(seriesOf(condition.metric, rule.confirm)) : { rise: null, fall: null };
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
