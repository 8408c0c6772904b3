import type { Series } from '../metrics/series.ts';
import type { Exit } from '../rules/zone.ts';

/** A level of a series at which an alert moves, when a value comes to it from below (`up`) or from above (`down`). */
export interface Threshold extends Exit {
  readonly series: Series;
}

// Sort keys of the three indexes of a coin's alerts. Within a series text order is number order, so one range read finds
// exactly the alerts that a path of values touches. Levels up are read upwards and levels down downwards: at one level
// the key that is touched first comes first in its reading order.

const INSTANT_DIGITS = 14;
const view = new DataView(new ArrayBuffer(8));

/**
 * 16 hex digits that sort as the number does: the bits of the double, with the sign bit turned for positive numbers
 * and all bits turned for negative ones (the total order of IEEE 754, §5.10).
 */
export function sortableNumber(value: number): string {
  view.setFloat64(0, value === 0 ? 0 : value); // -0 and 0 are one level
  const bits = view.getBigUint64(0);
  const negative = bits >> 63n === 1n;
  const sortable = negative ? ~bits & 0xffff_ffff_ffff_ffffn : bits | (1n << 63n);
  return sortable.toString(16).padStart(16, '0');
}

export function upKey({ series, level, touch }: Threshold): string {
  return `${series}#${sortableNumber(level)}#${touch === 'reached' ? 0 : 1}`;
}

export function downKey({ series, level, touch }: Threshold): string {
  return `${series}#${sortableNumber(level)}#${touch === 'passed' ? 0 : 1}`;
}

/** `value` touches every level up of the series with a key up to this one. */
export function upReach(series: Series, value: number): string {
  return upKey({ series, level: value, touch: 'reached' });
}

/** `value` touches every level down of the series with a key from this one on. */
export function downReach(series: Series, value: number): string {
  return downKey({ series, level: value, touch: 'reached' });
}

/** Every level key of the series lies between these two, and no key of another series does. */
export function seriesBounds(series: Series): { readonly first: string; readonly last: string } {
  return { first: `${series}#`, last: `${series}$` }; // $ follows # in ASCII
}

/** `instant` in ms; of fixed width, so that text order is the order of time. */
export function deadlineKey(instant: number): string {
  return String(instant).padStart(INSTANT_DIGITS, '0');
}

/** The number that `sortableNumber` encoded. */
export function numberFromSortable(text: string): number {
  const sortable = BigInt(`0x${text}`);
  const positive = sortable >> 63n === 1n;
  view.setBigUint64(0, positive ? sortable ^ (1n << 63n) : ~sortable & 0xffff_ffff_ffff_ffffn);
  return view.getFloat64(0);
}

/** @throws Error when the text is no key of a level */
export function levelOfKey(key: string): number {
  const hex = key.split('#')[1];
  if (hex?.length !== 16) throw new Error(`not a level key: ${JSON.stringify(key)}`);
  return numberFromSortable(hex);
}
