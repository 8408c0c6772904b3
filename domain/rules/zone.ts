/** One level is the range from itself to itself. */
export interface Band {
  readonly low: number;
  readonly high: number;
}

/** Where a value is relative to a level or a range, bounds inside; `within` a level is at it. */
export const ZONES = ['below', 'within', 'above'] as const;
export type Zone = (typeof ZONES)[number];

export function zoneOf(value: number, { low, high }: Band): Zone {
  if (value < low) return 'below';
  return value > high ? 'above' : 'within';
}

/** Upwards a level is `reached` when value ≥ level and `passed` when value > level; downwards mirrored. */
export type Touch = 'reached' | 'passed';

export interface Exit {
  readonly level: number;
  readonly touch: Touch;
}

/** The nearest levels at which a value leaves where it is; null where it never does in that direction. */
export interface Exits {
  readonly up: Exit | null;
  readonly down: Exit | null;
}

/** How a value in `zone` leaves the zones in which it `stays`; it stays in `zone`. */
export function exitsFrom(zone: Zone, { low, high }: Band, stays: (zone: Zone) => boolean): Exits {
  const pastHigh = stays('above') ? null : ({ level: high, touch: 'passed' } as const);
  const pastLow = stays('below') ? null : ({ level: low, touch: 'passed' } as const);
  if (zone === 'within') return { up: pastHigh, down: pastLow };
  if (zone === 'below') return { up: stays('within') ? pastHigh : { level: low, touch: 'reached' }, down: null };
  return { up: null, down: stays('within') ? pastLow : { level: high, touch: 'reached' } };
}
