import { MAX_SIGNIFICANT_DIGITS } from '../market/decimal.ts';
import { type Band, bandOf, type Condition } from './condition.ts';
import type { FireReason } from './fire-reason.ts';

/** Where a value stands to a level or a range; `within` a level is at it. */
export const ZONES = ['below', 'within', 'above'] as const;
export type Zone = (typeof ZONES)[number];

export function zoneOf(value: number, { low, high }: Band): Zone {
  if (value < low) return 'below';
  return value > high ? 'above' : 'within';
}

/**
 * The zone as far as the operator tells zones apart, so that a value that wavers where nothing can fire costs no write:
 * at the level is `above` to who waits for it from below.
 */
export function rememberedZone({ op }: Condition, zone: Zone): Zone {
  if (zone !== 'within') return zone;
  if (op === 'above' || op === 'crosses-above') return 'above';
  if (op === 'below' || op === 'crosses-below') return 'below';
  return zone;
}

/** Whether `above` or `below` is met. An edge is never met, it moves. */
export function isMet({ op }: Condition, zone: Zone): boolean {
  return (op === 'above' && zone !== 'below') || (op === 'below' && zone !== 'above');
}

/** How a value that went from one zone to another fires the condition; null when it does not. */
export function moveOf(condition: Condition, before: Zone, now: Zone): FireReason | null {
  const up = before === 'below' && now !== 'below' ? 'crossed-up' : null;
  const down = before === 'above' && now !== 'above' ? 'crossed-down' : null;
  switch (condition.op) {
    case 'above':
    case 'below':
      return isMet(condition, now) && !isMet(condition, before) ? 'holds' : null;
    case 'crosses-above':
      return up;
    case 'crosses-below':
      return down;
    case 'crosses':
      return up ?? down;
    case 'enters':
      return before !== 'within' && now === 'within' ? 'entered' : null;
    case 'leaves':
      return before === 'within' && now !== 'within' ? 'left' : null;
  }
}

/** Whether what began with `reason` still stands: a hold goes on. */
export function isHeld({ op }: Condition, reason: FireReason, now: Zone): boolean {
  switch (reason) {
    case 'holds':
      return op === 'below' ? now !== 'above' : now !== 'below';
    case 'crossed-up':
      return now !== 'below';
    case 'crossed-down':
      return now !== 'above';
    case 'entered':
      return now === 'within';
    case 'left':
      return now !== 'within';
  }
}

/** Where a value must go to have retreated by `percent` of the level, or of the bounds of the range. */
export function retreatBand(condition: Condition, percent: number): Band {
  const { low, high } = bandOf(condition);
  switch (condition.op) {
    case 'above':
    case 'crosses-above':
      return { low: moved(high, -percent), high: moved(high, -percent) };
    case 'below':
    case 'crosses-below':
      return { low: moved(low, percent), high: moved(low, percent) };
    case 'crosses':
    case 'enters':
      return { low: moved(low, -percent), high: moved(high, percent) };
    case 'leaves':
      return { low: moved(low, percent), high: moved(high, -percent) };
  }
}

/** Rounded to what a decimal can say, so that 99.9 is reached by a trade at 99.9 and not by chance of its last bit. */
function moved(bound: number, percent: number): number {
  return Number((bound + (Math.abs(bound) * percent) / 100).toPrecision(MAX_SIGNIFICANT_DIGITS));
}

/** `band`: the condition's `retreatBand`. */
export function hasRetreated({ op }: Condition, { low, high }: Band, value: number): boolean {
  switch (op) {
    case 'above':
    case 'crosses-above':
      return value <= low;
    case 'below':
    case 'crosses-below':
      return value >= high;
    case 'crosses':
    case 'enters':
      return value <= low || value >= high;
    case 'leaves':
      return value >= low && value <= high;
  }
}
