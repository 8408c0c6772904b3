import { metricNamed } from '../metrics/metric.ts';
import { MAX_RELATIVE_PERCENT } from './asked-rule.ts';
import { bandOf, type LevelCondition } from './condition.ts';
import type { InvalidField } from './invalid-field.ts';
import { outsideMetric } from './invalid-levels.ts';
import { operatorOf } from './operators/operators.ts';
import { conditionsOf, type Rule, reanchorOf } from './rule.ts';
import type { Exit } from './zone.ts';

const DAY_S = 86_400;

/** Bounds of what a rule may ask for. */
export const MIN_COOLDOWN_SECONDS = 60;
export const MAX_COOLDOWN_SECONDS = 30 * DAY_S;
export const MIN_HOLD_SECONDS = 1;
export const MAX_HOLD_SECONDS = 7 * DAY_S;
/** Less is no retreat: the spread between bid and ask is wider, so that the alert would fire at every trade. */
export const MIN_REARM_PERCENT = 0.01;
/** Of a change that is close to 0 a retreat can be many times the level. */
export const MAX_REARM_PERCENT = 1_000_000;
/** Less is within the noise of every minute. */
export const MIN_STEP_PERCENT = 0.1;

export function invalidCooldown({ repeat, rearmPercent }: Rule): InvalidField[] {
  if (repeat.mode === 'once') return [];
  const path = 'repeat.cooldownSeconds';
  const { cooldownSeconds } = repeat;
  if (cooldownSeconds === null) {
    return rearmPercent === null && !repeat.reanchor
      ? [{ path, message: 'is required with every-time, unless rearmPercent or reanchor is given' }]
      : [];
  }
  if (cooldownSeconds < MIN_COOLDOWN_SECONDS) return [{ path, message: `must be at least ${MIN_COOLDOWN_SECONDS}` }];
  if (cooldownSeconds <= MAX_COOLDOWN_SECONDS) return [];
  return [{ path, message: `must be at most ${MAX_COOLDOWN_SECONDS} (30 days)` }];
}

export function invalidHold(rule: Rule): InvalidField[] {
  const path = 'holdSeconds';
  if (rule.holdSeconds === null) return [];
  if (isCombined(rule)) return [{ path, message: 'goes with a single condition, not with all' }];
  if (rule.holdSeconds < MIN_HOLD_SECONDS) return [{ path, message: `must be at least ${MIN_HOLD_SECONDS}` }];
  return rule.holdSeconds > MAX_HOLD_SECONDS ? [{ path, message: `must be at most ${MAX_HOLD_SECONDS} (7 days)` }] : [];
}

export function invalidRearm(rule: Rule): InvalidField[] {
  const path = 'rearmPercent';
  if (rule.rearmPercent === null) return [];
  if (isCombined(rule)) return [{ path, message: 'goes with a single condition, not with all' }];
  if (rule.repeat.mode === 'once') return [{ path, message: 'goes with repeat every-time, not with once' }];
  if (rule.rearmPercent <= 0) return [{ path, message: 'must be greater than 0' }];
  if (rule.rearmPercent < MIN_REARM_PERCENT) return [{ path, message: `must be at least ${MIN_REARM_PERCENT}` }];
  return rule.rearmPercent > MAX_REARM_PERCENT ? [{ path, message: `must be at most ${MAX_REARM_PERCENT}` }] : [];
}

/** A level that moves with each fire must be ahead of the price each time: then the same event can't fire it again. */
export function invalidReanchor(rule: Rule): InvalidField[] {
  const reanchor = reanchorOf(rule);
  const [condition, ...more] = conditionsOf(rule);
  if (!reanchor || !condition) return [];
  const path = 'repeat.reanchor';
  if (more.length > 0) return [{ path, message: 'goes with a single condition, not with all' }];
  if (metricNamed(condition.metric).moves !== 'with-price')
    return [{ path, message: 'goes with a condition on price' }];
  if (!('level' in condition)) return [{ path, message: `goes with a level, not with a range (${condition.op})` }];
  return [
    ...invalidStep(condition, Number.parseFloat(reanchor.step)),
    ...(rule.rearmPercent === null
      ? []
      : [
          {
            path: 'rearmPercent',
            message: 'does not go with reanchor: the level that the value would retreat from moves',
          },
        ]),
  ];
}

function invalidStep(condition: LevelCondition, percent: number): InvalidField[] {
  const path = 'repeat.step';
  if (Math.abs(percent) < MIN_STEP_PERCENT)
    return [{ path, message: `must be at least ${MIN_STEP_PERCENT} %, up or down` }];
  if (percent <= -100 || percent > MAX_RELATIVE_PERCENT) {
    return [{ path, message: `must be more than -100 % and at most ${MAX_RELATIVE_PERCENT} %` }];
  }
  const { isMet, moveOf } = operatorOf(condition);
  const from = percent > 0 ? 'below' : 'above';
  if (!isMet(from) && moveOf(from, 'within') !== null) return [];
  return [{ path, message: `does not go with ${condition.op}: it must lead to where the price has yet to go` }];
}

/** The value must be able to retreat so far; for a single condition whose level makes sense. */
export function invalidRetreat(rule: Rule): InvalidField[] {
  const [condition, ...more] = conditionsOf(rule);
  if (rule.rearmPercent === null || !condition || more.length > 0) return [];
  const { low, high } = bandOf(condition);
  const path = 'rearmPercent';
  if (low === 0 || high === 0) return [{ path, message: 'has no meaning with a level of 0: it is a percentage of it' }];
  const { retreat } = operatorOf(condition);
  const band = retreat.bandOf({ low, high }, rule.rearmPercent);
  if (rule.rearmPercent > 0 && band.low > band.high) {
    return [{ path, message: 'is too large: nothing of the range is left to come back to' }];
  }
  const { up, down } = retreat.exits('above', band);
  const canReach = (exit: Exit | null) =>
    exit !== null && outsideMetric(condition.metric, exit.level, path).length === 0;
  if ((up === null && down === null) || canReach(up) || canReach(down)) return [];
  const move = down ? `fall by so much of ${low}` : `rise by so much of ${high}`;
  return [{ path, message: `is too large: ${condition.metric} can't ${move}` }];
}

function isCombined(rule: Rule): boolean {
  return conditionsOf(rule).length > 1;
}
