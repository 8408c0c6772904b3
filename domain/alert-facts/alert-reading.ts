import type { ObservedCoin } from '../market/coin.ts';
import { comparePositions, type Position } from '../market/position.ts';
import { type Metric, metricNamed, movesAtMinutes } from '../metrics/metric.ts';
import { type Condition, isEdge } from '../rules/condition.ts';
import type { Rule } from '../rules/rule.ts';
import { observedAt, type PresentValue, presentValue } from './present-value.ts';
import { isInside, metRegion, nearestBound, type Path, pathFromValue, type Region } from './region.ts';

/** How far a value must move; `points` are those of a percentage. */
export interface Distance {
  readonly amount: number;
  readonly unit: 'percent' | 'points';
}

/** Where a metric stands by the newest snapshot to a region of its values. */
export interface Reading {
  readonly metric: Metric;
  /** null while it is not known */
  readonly value: PresentValue | null;
  readonly isInside: boolean;
  /** of the region, as they are shown beside the value */
  readonly bounds: readonly string[];
  /** to the region; null inside it, and where it can't be measured */
  readonly distance: Distance | null;
}

/** One of several conditions. `path`: of an edge; null while its value is not known. */
export interface Standing extends Reading {
  readonly condition: Condition;
  readonly path: Path | null;
}

/**
 * Why a value stands where it would have moved the alert, and did not.
 * - `closes-only`: it may be otherwise when the minute closes.
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

/** To the region's nearer bound; null of a value of 0, of which nothing is a percentage. */
export function distanceTo(region: Region, metric: Metric, value: number): Distance | null {
  const bound = nearestBound(region, value);
  if (metricNamed(metric).unit.distance === 'points') return { amount: Math.abs(bound - value), unit: 'points' };
  return value === 0 ? null : { amount: Math.abs(bound / value - 1) * 100, unit: 'percent' };
}

/** Of an edge the distance is that to where it would fire from where it stands, or must go first. */
export function standingOf(condition: Condition, coin: ObservedCoin | null): Standing {
  const { metric } = condition;
  const value = presentValue(metric, coin);
  const path = isEdge(condition) && value !== null ? pathFromValue(condition, value.number) : null;
  const region = path ? (path.first ?? path.fires) : metRegion(condition);
  return { condition, path, ...readValue(metric, region, coin) };
}

/** `metrics`: of the values that stand where they would have moved it. `asOf`: that of the alert's state. */
export function discrepancyOf(
  rule: Rule,
  metrics: readonly Metric[],
  { coin, asOf }: { coin: ObservedCoin | null; asOf: Position | null },
): Discrepancy {
  if (rule.confirm === 'minute-close' && !metrics.every(movesAtMinutes)) return 'closes-only';
  const seen = observedAt(coin);
  return seen && asOf && comparePositions(seen, asOf) <= 0 ? 'outdated' : 'not-judged-yet';
}
