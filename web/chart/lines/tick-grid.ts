import { PLAIN_DECIMAL, trimDecimal } from '../../../domain/market/decimal.ts';

/** A chart's float is drawn, never sent: every level that a pointer or a key makes is a decimal string on this grid. */
export interface TickGrid {
  /** the smallest step, a decimal greater than 0 */
  readonly step: string;
  /** no level lies below it; null: there is no bound */
  readonly least: string | null;
}

interface Scaled {
  readonly step: bigint;
  readonly least: bigint | null;
  /** digits after the point of every number on the grid */
  readonly places: number;
}

/** Where more would not change the nearest level of the grid. */
const MAX_PLACES = 30;
const MAX_VALUE = 1e15;

/** Prices of a coin: the least one is one tick. */
export function priceGrid(tickSize: string): TickGrid {
  return { step: tickSize, least: tickSize };
}

/** The level nearest to a point of the chart. Halfway counts up. Beyond 10^15 no digit of a float is after the point. */
export function snapToGrid(value: number, grid: TickGrid): string {
  const scaled = scale(grid);
  const bounded = Math.min(Math.max(value, -MAX_VALUE), MAX_VALUE);
  const fine = toUnits(bounded.toFixed(Math.min(scaled.places + 6, MAX_PLACES)), scaled.places + 6);
  const step = scaled.step * 1_000_000n;
  return print(floorTo(fine + step / 2n, step) / 1_000_000n, scaled);
}

/** `steps` further up (down when negative). A level beside the grid goes to its next level first, which is the first step. */
export function stepLevel(level: string, steps: number, grid: TickGrid): string {
  const scaled = scale(grid, level);
  const from = toUnits(level, scaled.places);
  const below = floorTo(from, scaled.step);
  const start = steps < 0 && below !== from ? below + scaled.step : below;
  return print(start + BigInt(steps) * scaled.step, scaled);
}

/** Digits after the point that every level of the grid can be written with. */
export function placesOf(decimal: string): number {
  return trimDecimal(decimal).split('.')[1]?.length ?? 0;
}

function scale({ step, least }: TickGrid, ...others: string[]): Scaled {
  const places = Math.max(...[step, least ?? '0', ...others].map(placesOf));
  const units = toUnits(step, places);
  if (units <= 0n) throw new RangeError(`no step of a grid: ${step}`);
  return { step: units, least: least === null ? null : toUnits(least, places), places };
}

function toUnits(decimal: string, places: number): bigint {
  if (!PLAIN_DECIMAL.test(decimal)) throw new RangeError(`no decimal: ${decimal}`);
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(`${whole}${fraction.slice(0, places).padEnd(places, '0')}`);
}

function floorTo(units: bigint, step: bigint): bigint {
  const rest = ((units % step) + step) % step;
  return units - rest;
}

function print(units: bigint, { least, places }: Scaled): string {
  const bounded = least !== null && units < least ? least : units;
  const digits = `${bounded < 0n ? -bounded : bounded}`.padStart(places + 1, '0');
  const split = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`;
  return trimDecimal(bounded < 0n ? `-${text}` : text);
}
