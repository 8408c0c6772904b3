import type { ObservedCoin } from '../market/coin.ts';
import { comparePositions, type Position } from '../market/position.ts';
import { type Metric, metricNamed, movesAtMinutes } from '../metrics/metric.ts';
import { type Condition, isEdge } from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';
import { observedAt, type PresentValue, presentValue } from './present-value.ts';
import { isInside, metRegion, nearestBound, type Path, pathFromValue, type Region } from './region.ts';

/** How far a value must move; `points` are those of a percentage, or of an index. */
export interface Distance {
  readonly amount: number;
  readonly unit: 'percent' | 'points';
}

/** A metric's value in the newest snapshot, and where it is relative to a region. */
export interface Reading {
  readonly metric: Metric;
  /** null while it is not known */
  readonly value: PresentValue | null;
  readonly isInside: boolean;
  /** of the region: the value is rounded so that it stays on its side of each */
  readonly bounds: readonly string[];
  /** to the region; null inside it, and if it can't be computed */
  readonly distance: Distance | null;
}

/** How one of several conditions stands. `path`: null unless it is an edge whose value is known. */
export interface Standing extends Reading {
  readonly condition: Condition;
  readonly path: Path | null;
}

/**
 * Why a value is where it should have moved the alert, and did not.
 * - `closes-only`: only the value at the minute's close counts.
 * - `not-judged-yet`: it is newer than the alert's state.
 * - `outdated`: the alert's state is newer.
 */
export type Discrepancy = 'closes-only' | 'not-judged-yet' | 'outdated';

export function readValue(metric: Metric, region: Region | null, coin: ObservedCoin | null): Reading {
  const value = presentValue(metric, coin);
  if (value === null || region === null) return { metric, value, isInside: false, bounds: [], distance: null };
  const inside = isInside(region, value.number);
  const bounds = [region.low.text, region.high.text];
  return {
    metric,
    value,
    isInside: inside,
    bounds,
    distance: inside ? null : distanceTo(region, metric, value.number),
  };
}

/** To the region's nearer bound; null for a value of 0, since the distance is a percentage of it. */
export function distanceTo(region: Region, metric: Metric, value: number): Distance | null {
  return distanceBetween(metric, value, nearestBound(region, value));
}

export function distanceBetween(metric: Metric, value: number, bound: number): Distance | null {
  if (metricNamed(metric).unit.distance === 'points') return { amount: Math.abs(bound - value), unit: 'points' };
  return value === 0 ? null : { amount: Math.abs(bound / value - 1) * 100, unit: 'percent' };
}

/** For an edge the distance is that to where it would fire, or to where the value must go first. */
export function standingOf(condition: Condition, coin: ObservedCoin | null): Standing {
  const { metric } = condition;
  const value = presentValue(metric, coin);
  const path = isEdge(condition) && value !== null ? pathFromValue(condition, value.number) : null;
  const region = path ? (path.first ?? path.fires) : metRegion(condition);
  return { condition, path, ...readValue(metric, region, coin) };
}

/** `metrics`: those whose values should have moved the alert. `asOf`: that of the alert's state. */
export function discrepancyOf(
  rule: Rule,
  metrics: readonly Metric[],
  { coin, asOf }: { coin: ObservedCoin | null; asOf: Position | null },
): Discrepancy {
  if (rule.confirm === 'minute-close' && !metrics.every(movesAtMinutes)) return 'closes-only';
  const seen = observedAt(coin);
  return seen && asOf && comparePositions(seen, asOf) <= 0 ? 'outdated' : 'not-judged-yet';
}
