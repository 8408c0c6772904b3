import type { Metric } from '../metrics/metric.ts';
import type { Condition } from '../rules/condition.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { factsOf, type Scene, type StatedAlert, type WaitingFacts, type Watch } from './alert-facts.ts';
import { distanceBetween } from './alert-reading.ts';
import { presentValue } from './present-value.ts';
import { goalRegion, isInside, metRegion, nearestBound, type Path, type Region } from './region.ts';

/** How far a value is from the level at which it could fire an alert next. */
export interface AlertDistance {
  readonly metric: Metric;
  /** as it was seen last, and the level, or the nearer bound of a range; decimals */
  readonly value: string;
  readonly level: string;
  /**
   * What the value must move by: in percent of it, or in points where it is a percentage or an index itself. Negative: down; 0: it
   * is where the alert fires, or stays until it fires. Null for a value of 0, of which nothing is a percentage.
   */
  readonly percent: number | null;
}

/**
 * Of several conditions, all of which must be met, the farthest that is not. Null when nothing could fire the alert as it stands: it
 * is not armed, cools down, or must retreat first. Null too while a value is not known.
 */
export function distanceOf(alert: StatedAlert, scene: Scene): AlertDistance | null {
  const facts = factsOf(alert, scene);
  if (facts.status !== 'arming' && facts.status !== 'active') return null;
  const aims = aimsOf(facts);
  const each = aims.flatMap((aim) => measure(aim, scene) ?? []);
  if (each.length < aims.length) return null;
  return each.reduce<AlertDistance | null>((far, it) => (far === null || sizeOf(it) > sizeOf(far) ? it : far), null);
}

/** For comparing distances: whichever direction; what can't be reckoned is farther than all. */
export function sizeOf({ percent }: AlertDistance): number {
  return percent === null ? Number.POSITIVE_INFINITY : Math.abs(percent);
}

/** A condition, and where its value is met; null: only by moving to its level, or away from it and back. */
interface Aim {
  readonly condition: Condition;
  readonly met: Region | null;
}

/** Of each condition that must be met; empty when none can be. */
function aimsOf({ step, rule }: WaitingFacts): Aim[] {
  switch (step.kind) {
    case 'first-trade':
    case 'unknown':
    case 'cools':
    case 'retreats':
      return [];
    case 'holds':
      return conditionsOf(rule).map((condition) => ({ condition, met: step.region }));
    case 'arms':
    case 'watches':
      return watchedAims(step.watch, rule);
  }
}

function watchedAims(watch: Watch, rule: Rule): Aim[] {
  switch (watch.kind) {
    case 'one':
      return [{ condition: watch.condition, met: metOn(watch.path) }];
    case 'met':
      return [{ condition: watch.condition, met: watch.region }];
    case 'next-known':
      return conditionsOf(rule).map((condition) => ({ condition, met: metRegion(condition) }));
    case 'all':
      return [...(watch.edge ? [watch.edge] : []), ...watch.others].map(({ condition, path }) => ({
        condition,
        met: path ? metOn(path) : metRegion(condition),
      }));
  }
}

function metOn({ first, fires }: Path): Region | null {
  return first === null ? fires : null;
}

/** Null while the value is not known. */
function measure({ condition, met }: Aim, { coin }: Scene): AlertDistance | null {
  const { metric } = condition;
  const value = presentValue(metric, coin);
  if (value === null) return null;
  const goal = goalRegion(condition);
  const bound = nearestBound(goal, value.number);
  const level = bound === goal.low.value ? goal.low.text : goal.high.text;
  const isMet = met !== null && isInside(met, value.number);
  return { metric, value: value.text, level, percent: isMet ? 0 : signedPercent(metric, value.number, bound) };
}

function signedPercent(metric: Metric, value: number, bound: number): number | null {
  const distance = distanceBetween(metric, value, bound);
  return distance && (bound < value ? -distance.amount : distance.amount);
}
