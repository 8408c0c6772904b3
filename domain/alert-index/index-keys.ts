import type { Series } from '../metrics/series.ts';
import type { Exit } from '../rules/zone.ts';

/**
 * Sort keys of the three indexes of a coin's book. Within a series text order is number order, so one range read finds
 * exactly the alerts that a path of values touches.
 *
 * Rises are read upwards and falls downwards, so at one level the key that is touched first comes first in its reading
 * direction.
 */
export interface Threshold extends Exit {
  readonly series: Series;
}

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

export function riseKey({ series, level, touch }: Threshold): string {
  return `${series}#${sortableNumber(level)}#${touch === 'reached' ? 0 : 1}`;
}

export function fallKey({ series, level, touch }: Threshold): string {
  return `${series}#${sortableNumber(level)}#${touch === 'passed' ? 0 : 1}`;
}

/** The highest rise that `value` touches: every rise of the series with a key up to this one is touched. */
export function riseReach(series: Series, value: number): string {
  return riseKey({ series, level: value, touch: 'reached' });
}

/** The lowest fall that `value` touches: every fall of the series with a key from this one on is touched. */
export function fallReach(series: Series, value: number): string {
  return fallKey({ series, level: value, touch: 'reached' });
}

/** Every rise and fall key of the series lies between these two, and no key of another series does. */
export function seriesBounds(series: Series): { readonly first: string; readonly last: string } {
  return { first: `${series}#`, last: `${series}$` }; // $ follows # in ASCII
}

/** Instants (ms) of fixed width. */
export function dueKey(instant: number): string {
  return String(instant).padStart(INSTANT_DIGITS, '0');
}

/** The number that `sortableNumber` encoded. */
export function numberFromSortable(text: string): number {
  const sortable = BigInt(`0x${text}`);
  const positive = sortable >> 63n === 1n;
  view.setBigUint64(0, positive ? sortable ^ (1n << 63n) : ~sortable & 0xffff_ffff_ffff_ffffn);
  return view.getFloat64(0);
}

/** The level of a rise or fall key. @throws Error when the text is no such key */
export function levelOfKey(key: string): number {
  const hex = key.split('#')[1];
  if (hex?.length !== 16) throw new Error(`not a level key: ${JSON.stringify(key)}`);
  return numberFromSortable(hex);
}
