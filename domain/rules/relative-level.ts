import { decimalProblem, MAX_SIGNIFICANT_DIGITS, trimDecimal } from '../market/decimal.ts';

/** A level relative to a price: by a percentage of it (`+5%`, `-2.5%`) or by an amount (`+1500`, `-1500`). */
export const RELATIVE_LEVEL = /^[+-](?:0|[1-9]\d*)(?:\.\d+)?%?$/;
/** One by a percentage. */
export const STEP = /^[+-](?:0|[1-9]\d*)(?:\.\d+)?%$/;
/** The longest text of one. */
export const MAX_RELATIVE_CHARACTERS = 20;

/** A coin's prices are multiples of its tick size; so are levels that are made from a price. Both are decimals greater than 0. */
export interface PricedCoin {
  readonly price: string;
  readonly tickSize: string;
}

/**
 * The level as a decimal: exact, then rounded to the nearest multiple of the tick size, up at half. It may be the price itself,
 * or not be greater than 0.
 */
export function levelFrom({ price, tickSize }: PricedCoin, relative: string): string {
  const target = targetOf(price, relative);
  return fitting(tickSize, (tick) => ticksOf(target, tick, 'nearest'));
}

/** The same, at least one multiple further in the direction of `step`; null when there is none above 0. */
export function nextLevelFrom({ price, tickSize }: PricedCoin, step: string): string | null {
  const target = targetOf(price, step);
  const level = fitting(tickSize, (tick) => {
    const nearest = ticksOf(target, tick, 'nearest');
    const here = exactOf(price);
    const [above, below] = [ticksOf(here, tick, 'down') + 1n, -ticksOf(negative(here), tick, 'down') - 1n];
    if (step.startsWith('-')) return nearest < below ? nearest : below;
    return nearest > above ? nearest : above;
  });
  return Number(level) > 0 ? level : null;
}

/** One multiple for which nothing better is known: the last digit of the price as it is printed. */
export function tickSizeOf(price: string): string {
  const [, fraction = ''] = trimDecimal(price).split('.');
  return fraction === '' ? '1' : `0.${'1'.padStart(fraction.length, '0')}`;
}

/** `units` / 10^`places` */
interface Exact {
  readonly units: bigint;
  readonly places: number;
}

function exactOf(text: string): Exact {
  const [whole = '', fraction = ''] = text.split('.');
  return { units: BigInt(`${whole}${fraction}`), places: fraction.length };
}

function negative({ units, places }: Exact): Exact {
  return { units: -units, places };
}

/** The price moved by the percentage or the amount, without rounding. */
function targetOf(price: string, relative: string): Exact {
  const from = exactOf(price);
  const by = exactOf(relative.replace('%', ''));
  const [fromScale, byScale] = [10n ** BigInt(from.places), 10n ** BigInt(by.places)];
  const places = from.places + by.places;
  if (!relative.endsWith('%')) return { units: from.units * byScale + by.units * fromScale, places };
  return { units: from.units * (100n * byScale + by.units), places: places + 2 };
}

/** How many ticks: the nearest number, or the next one down. */
function ticksOf({ units, places }: Exact, tick: Exact, rounding: 'nearest' | 'down'): bigint {
  const amount = units * 10n ** BigInt(tick.places);
  const one = tick.units * 10n ** BigInt(places);
  return rounding === 'down' ? floorOf(amount, one) : floorOf(2n * amount + one, 2n * one);
}

function floorOf(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  return amount % divisor < 0n ? quotient - 1n : quotient;
}

/** With a coarser tick where the level would have more digits than a double holds. */
function fitting(tickSize: string, countTicks: (tick: Exact) => bigint): string {
  const { units, places } = exactOf(tickSize);
  for (let scale = 0; ; scale += 1) {
    const tick = { units: units * 10n ** BigInt(scale), places };
    const level = formatExact({ units: countTicks(tick) * tick.units, places });
    if (decimalProblem(level) === null || scale > MAX_SIGNIFICANT_DIGITS) return level;
  }
}

function formatExact({ units, places }: Exact): string {
  const sign = units < 0n ? '-' : '';
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return trimDecimal(`${sign}${whole}.${digits.slice(digits.length - places)}0`);
}
