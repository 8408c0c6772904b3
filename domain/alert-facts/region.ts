import { plainDecimal } from '../market/decimal.ts';
import { bandOf, type Condition, isEdge, levelTextsOf } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { type Band, ZONES, type Zone, zoneOf } from '../rules/zone.ts';

/** A bound as it is compared and as it is shown. */
interface Bound {
  readonly value: number;
  readonly text: string;
}

/** `outside` excludes the bounds, `at-or-beyond` includes them. */
export type Side = 'below' | 'at-or-below' | 'within' | 'at-or-above' | 'above' | 'outside' | 'at-or-beyond';

/** A set of values that an alert waits for. For a single level both bounds are the same. */
export interface Region {
  readonly side: Side;
  readonly low: Bound;
  readonly high: Bound;
}

/** For a watched condition: where its value must go first so that it can fire at all, and where it fires then. */
export interface Path {
  /** null when it can fire from where it is */
  readonly first: Region | null;
  /** null if that depends on the side from which the value comes: it must reach or cross the level */
  readonly fires: Region | null;
}

/** Key: whether the values below the low bound, at it, between the bounds, at the high one and above it belong to the side. */
const SIDES: Readonly<Record<string, Side>> = {
  '10000': 'below',
  '11110': 'at-or-below',
  '01110': 'within',
  '01111': 'at-or-above',
  '00001': 'above',
  '10001': 'outside',
  '11011': 'at-or-beyond',
};

function sideOf({ low, high }: Band, holds: (value: number) => boolean): Side | null {
  const probes = [Number.NEGATIVE_INFINITY, low, (low + high) / 2, high, Number.POSITIVE_INFINITY];
  return SIDES[probes.map((value) => (holds(value) ? '1' : '0')).join('')] ?? null;
}

/** Follows the transitions of the evaluator. `zone`: where the value was judged last. */
export function pathFrom(condition: Condition, zone: Zone): Path {
  const direct = firingZones(condition, zone);
  if (direct.length > 0) return { first: null, fires: regionOf(condition, direct) };
  const starts = ZONES.filter((start) => firingZones(condition, start).length > 0);
  const leadTo = new Set(starts.flatMap((start) => firingZones(condition, start)));
  const fires = ZONES.filter((end) => leadTo.has(end));
  return { first: regionOf(condition, starts), fires: regionOf(condition, fires) };
}

/** The same from a value that is not judged yet. */
export function pathFromValue(condition: Condition, value: number): Path {
  return pathFrom(condition, operatorOf(condition).rememberedZone(zoneOf(value, bandOf(condition))));
}

/** Where the value is when the condition is met, whichever side it comes from; for an edge on a level: at the level. */
export function goalRegion(condition: Condition): Region {
  const side = sideOf(bandOf(condition), (value) => goalZones(condition).includes(zoneOf(value, bandOf(condition))));
  return { side: named(side, condition), ...boundsOf(condition) };
}

function goalZones(condition: Condition): readonly Zone[] {
  if (!isEdge(condition)) return ZONES.filter(operatorOf(condition).isMet);
  if ('level' in condition) return ['within'];
  return ZONES.filter((now) => ZONES.some((before) => operatorOf(condition).moveOf(before, now) !== null));
}

/** Where the condition is met as the value stands; null for an edge. */
export function metRegion(condition: Condition): Region | null {
  return regionOf(condition, ZONES.filter(operatorOf(condition).isMet));
}

/** Where the value must stay while a hold lasts that began with `reason`. */
export function holdRegion(condition: Condition, reason: FireReason): Region | null {
  return regionOf(
    condition,
    ZONES.filter((zone) => operatorOf(condition).isHeld(reason, zone)),
  );
}

/** Where the value must go to have retreated by `percent`. */
export function retreatRegion(condition: Condition, percent: number): Region {
  const { retreat } = operatorOf(condition);
  const band = retreat.bandOf(bandOf(condition), percent);
  const side = sideOf(band, (value) => retreat.isOver(value, band));
  const bound = (value: number): Bound => ({ value, text: plainDecimal(value) });
  return { side: named(side, condition), low: bound(band.low), high: bound(band.high) };
}

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

/** The bound that is nearest to a value outside the region. */
export function nearestBound({ low, high }: Region, value: number): number {
  return Math.abs(low.value - value) <= Math.abs(high.value - value) ? low.value : high.value;
}

function firingZones(condition: Condition, before: Zone): Zone[] {
  return ZONES.filter((now) => operatorOf(condition).moveOf(before, now) !== null);
}

/** Of the values in these zones of the condition's level or range. */
function regionOf(condition: Condition, zones: readonly Zone[]): Region | null {
  const band = bandOf(condition);
  const side = sideOf(band, (value) => zones.includes(zoneOf(value, band)));
  return side && { side, ...boundsOf(condition) };
}

/** @throws Error if the operator's values make up none of the sides */
function named(side: Side | null, { op }: Condition): Side {
  if (side === null) throw new Error(`${op}: its values have no side`);
  return side;
}

function boundsOf(condition: Condition): { readonly low: Bound; readonly high: Bound } {
  const { low, high } = bandOf(condition);
  const [from, to] = levelTextsOf(condition);
  return { low: { value: low, text: from }, high: { value: high, text: to } };
}
