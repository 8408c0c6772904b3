import { type Active, type JudgedAlert, pausedUntil } from '../alerts/alert.ts';
import { quietInstant } from '../alerts/arming-state.ts';
import { type Series, seriesOf } from '../metrics/series.ts';
import { bandOf, type Condition } from '../rules/condition.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { type Exits, exitsFrom, type Zone } from '../rules/zone.ts';
import { deadlineKey, downKey, type Threshold, upKey } from './index-keys.ts';

/** What can move the alert next: at most one level up, one level down and one instant. */
export interface NextMoves {
  readonly up: Threshold | null;
  readonly down: Threshold | null;
  /** the instant (ms, exchange clock) of the alert's own next time event */
  readonly deadline: number | null;
}

type Levels = Pick<NextMoves, 'up' | 'down'>;

const NO_MOVES: NextMoves = { up: null, down: null, deadline: null };

export function nextMoves({ rule, state }: Pick<JudgedAlert, 'rule' | 'state'>): NextMoves {
  switch (state.status) {
    case 'arming':
      return { ...anyWatchedValue(rule, state.watch), deadline: earliest(quietInstant(state), rule.expiresAt) };
    case 'active':
      return { ...levelsOf(rule, state), deadline: earliest('until' in state ? state.until : null, rule.expiresAt) };
    case 'paused':
      return { ...NO_MOVES, deadline: pausedUntil(state) };
    case 'triggered':
    case 'expired':
    case 'faulty':
      return NO_MOVES;
  }
}

function levelsOf(rule: Rule, state: Active): Levels {
  const condition = conditionsOf(rule)['watch' in state ? state.watch : 0];
  if (!condition) return { up: null, down: null };
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
      return { up: null, down: null };
    case 'retreating': {
      if (state.zone === null) return anyValue(series);
      const { retreat } = operatorOf(condition);
      return levelsAt(series, retreat.exits(state.zone, retreat.bandOf(bandOf(condition), rule.rearmPercent ?? 0)));
    }
  }
}

/** The first known value of the series, whatever it is: every value is above this. */
function anyValue(series: Series): Levels {
  return { up: { series, level: Number.NEGATIVE_INFINITY, touch: 'reached' }, down: null };
}

/** Where the value leaves the zone that is remembered. */
function watchedLevels(series: Series, condition: Condition, zone: Zone): Levels {
  const { rememberedZone } = operatorOf(condition);
  const isSame = (other: Zone) => rememberedZone(other) === rememberedZone(zone);
  return levelsAt(series, exitsFrom(zone, bandOf(condition), isSame));
}

function levelsAt(series: Series, { up, down }: Exits): Levels {
  return { up: up && { series, ...up }, down: down && { series, ...down } };
}

function anyWatchedValue(rule: Rule, watch: number): Levels {
  const condition = conditionsOf(rule)[watch];
  return condition ? anyValue(seriesOf(condition.metric, rule.confirm)) : { up: null, down: null };
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** The alert's sort keys in the three indexes; without a key it is not in that index. */
export interface IndexKeys {
  readonly up?: string;
  readonly down?: string;
  readonly deadline?: string;
}

export function indexKeys(alert: Pick<JudgedAlert, 'rule' | 'state'>): IndexKeys {
  const { up, down, deadline } = nextMoves(alert);
  return {
    ...(up && { up: upKey(up) }),
    ...(down && { down: downKey(down) }),
    ...(deadline !== null && { deadline: deadlineKey(deadline) }),
  };
}
