import type { FireReason, Zone } from './alert.ts';
import { bandOf, type Condition } from './condition.ts';
import { plainDecimal } from './decimal.ts';
import { isHeld, isMet, moveOf, rememberedZone, retreatBand, zoneOf } from './zone.ts';

/** A bound as it is compared and as it is shown. */
interface Bound {
  readonly value: number;
  readonly text: string;
}

/** `outside` excludes the bounds, `at-or-beyond` includes them. */
export type Side = 'below' | 'at-or-below' | 'within' | 'at-or-above' | 'above' | 'outside' | 'at-or-beyond';

/** A set of values to which an alert's next step is tied. With one level both bounds are the same. */
export interface Region {
  readonly side: Side;
  readonly low: Bound;
  readonly high: Bound;
}

/** Of a condition that is watched: where its value must go first, so that it can fire at all, and where it fires then. */
export interface Path {
  /** null when it can fire from where it is */
  readonly first: Region | null;
  /** null when that depends on the side from which it comes: it must reach or cross the level */
  readonly fires: Region | null;
}

const ZONES = ['below', 'within', 'above'] as const;

/** The side that zones make together. */
const SIDES: Readonly<Record<string, Side>> = {
  below: 'below',
  'below,within': 'at-or-below',
  within: 'within',
  'within,above': 'at-or-above',
  above: 'above',
  'below,above': 'outside',
};

/** By the same transitions that the evaluator makes. `zone`: where the value was judged last. */
export function pathFrom(condition: Condition, zone: Zone): Path {
  const direct = firingZones(condition, zone);
  if (direct.length > 0) return { first: null, fires: regionOf(condition, direct) };
  const starts = ZONES.filter((start) => firingZones(condition, start).length > 0);
  const leadTo = new Set(starts.flatMap((start) => firingZones(condition, start)));
  const fires = ZONES.filter((end) => leadTo.has(end));
  return { first: regionOf(condition, starts), fires: regionOf(condition, fires) };
}

/** From a value that nothing has judged yet. */
export function pathFromValue(condition: Condition, value: number): Path {
  return pathFrom(condition, rememberedZone(condition, zoneOf(value, bandOf(condition))));
}

/** Where the value is when the condition is met, however it came there. */
export function goalRegion(condition: Condition): Region {
  const { low, high } = boundsOf(condition);
  return { side: GOAL_SIDES[condition.op], low, high };
}

const GOAL_SIDES: Readonly<Record<Condition['op'], Side>> = {
  above: 'at-or-above',
  below: 'at-or-below',
  'crosses-above': 'within',
  'crosses-below': 'within',
  crosses: 'within',
  enters: 'within',
  leaves: 'outside',
};

/** Where `above` or `below` is met; null of an edge, which is never met but moves. */
export function metRegion(condition: Condition): Region | null {
  return regionOf(
    condition,
    ZONES.filter((zone) => isMet(condition, zone)),
  );
}

/** Where the value must stay while a hold lasts that began with `reason`. */
export function holdRegion(condition: Condition, reason: FireReason): Region | null {
  return regionOf(
    condition,
    ZONES.filter((zone) => isHeld(condition, reason, zone)),
  );
}

/** Where the value must go to have retreated by `percent`. */
export function retreatRegion(condition: Condition, percent: number): Region {
  const { low, high } = retreatBand(condition, percent);
  const bound = (value: number): Bound => ({ value, text: plainDecimal(value) });
  return { side: RETREAT_SIDES[condition.op], low: bound(low), high: bound(high) };
}

const RETREAT_SIDES: Readonly<Record<Condition['op'], Side>> = {
  above: 'at-or-below',
  'crosses-above': 'at-or-below',
  below: 'at-or-above',
  'crosses-below': 'at-or-above',
  crosses: 'at-or-beyond',
  enters: 'at-or-beyond',
  leaves: 'within',
};

export function isInside({ side, low, high }: Region, value: number): boolean {
  switch (side) {
    case 'below':
      return value < low.value;
    case 'at-or-below':
      return value <= high.value;
    case 'within':
      return value >= low.value && value <= high.value;
    case 'at-or-above':
      return value >= low.value;
    case 'above':
      return value > high.value;
    case 'outside':
      return value < low.value || value > high.value;
    case 'at-or-beyond':
      return value <= low.value || value >= high.value;
  }
}

/** How far the value must move, in its unit; 0 inside. */
export function gapTo(region: Region, value: number): number {
  return isInside(region, value) ? 0 : Math.abs(nearestBound(region, value) - value);
}

/** The bound at which a value outside the region would come to it first. */
export function nearestBound({ low, high }: Region, value: number): number {
  return Math.abs(low.value - value) <= Math.abs(high.value - value) ? low.value : high.value;
}

function firingZones(condition: Condition, before: Zone): Zone[] {
  return ZONES.filter((now) => moveOf(condition, before, now) !== null);
}

function regionOf(condition: Condition, zones: readonly Zone[]): Region | null {
  const side = SIDES[zones.join()];
  return side === undefined ? null : { side, ...boundsOf(condition) };
}

function boundsOf(condition: Condition): { readonly low: Bound; readonly high: Bound } {
  const { low, high } = bandOf(condition);
  const [from, to] = 'level' in condition ? [condition.level, condition.level] : [condition.from, condition.to];
  return { low: { value: low, text: from }, high: { value: high, text: to } };
}
