import type { FireReason, Zone } from './alert.ts';
import { type Band, bandOf, type Condition } from './condition.ts';

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
  const share = (bound: number) => (Math.abs(bound) * percent) / 100;
  switch (condition.op) {
    case 'above':
    case 'crosses-above':
      return { low: high - share(high), high: high - share(high) };
    case 'below':
    case 'crosses-below':
      return { low: low + share(low), high: low + share(low) };
    case 'crosses':
    case 'enters':
      return { low: low - share(low), high: high + share(high) };
    case 'leaves':
      return { low: low + share(low), high: high - share(high) };
  }
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
