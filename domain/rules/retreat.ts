import { MAX_SIGNIFICANT_DIGITS } from '../market/decimal.ts';
import { type Band, type Exits, type Zone, zoneOf } from './zone.ts';

/** Where a value must go, once its alert has fired, before the alert is armed again. */
export interface Retreat {
  /** the bounds that it must come to; `percent` of the condition's level, or of the bounds of its range */
  bandOf(condition: Band, percent: number): Band;
  /** `band`: the one that `bandOf` returns, as everywhere below */
  isOver(value: number, band: Band): boolean;
  /** the zone of the band from which the value comes, as far as it matters where it comes from */
  zoneOf(value: number, band: Band): Zone;
  /** the levels at which the retreat is over */
  exits(zone: Zone, band: Band): Exits;
}

/** For a condition that is met at and above its level. */
export const RETREAT_DOWN: Retreat = {
  bandOf: ({ high }, percent) => bandAt(moved(high, -percent)),
  isOver: (value, { low }) => value <= low,
  zoneOf: () => 'within',
  exits: (_, { low }) => ({ up: null, down: { level: low, touch: 'reached' } }),
};

/** For a condition that is met at and below its level. */
export const RETREAT_UP: Retreat = {
  bandOf: ({ low }, percent) => bandAt(moved(low, percent)),
  isOver: (value, { high }) => value >= high,
  zoneOf: () => 'within',
  exits: (_, { high }) => ({ up: { level: high, touch: 'reached' }, down: null }),
};

/** To either side of the level or range. */
export const RETREAT_AWAY: Retreat = {
  bandOf: ({ low, high }, percent) => ({ low: moved(low, -percent), high: moved(high, percent) }),
  isOver: (value, { low, high }) => value <= low || value >= high,
  zoneOf: () => 'within',
  exits: (_, { low, high }) => ({
    up: { level: high, touch: 'reached' },
    down: { level: low, touch: 'reached' },
  }),
};

/** Back into the range, so far from its bounds. */
export const RETREAT_INSIDE: Retreat = {
  bandOf: ({ low, high }, percent) => ({ low: moved(low, percent), high: moved(high, -percent) }),
  isOver: (value, { low, high }) => value >= low && value <= high,
  zoneOf,
  exits: (zone, { low, high }) =>
    zone === 'below'
      ? { up: { level: low, touch: 'reached' }, down: null }
      : { up: null, down: { level: high, touch: 'reached' } },
};

function bandAt(level: number): Band {
  return { low: level, high: level };
}

/** Rounded to the digits of a decimal, so that a trade at 99.9 reaches 99.9 whatever the last bit of the product is. */
function moved(bound: number, percent: number): number {
  return Number((bound + (Math.abs(bound) * percent) / 100).toPrecision(MAX_SIGNIFICANT_DIGITS));
}
