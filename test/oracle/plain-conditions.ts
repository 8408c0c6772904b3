import type { Condition } from '../../domain/rules/condition.ts';
import type { FireReason } from '../../domain/rules/fire-reason.ts';

/** What one condition says of values, from the table of docs/decisions/0007. */

export function isMovingCondition({ op }: Condition): boolean {
  return op !== 'above' && op !== 'below';
}

/** `above` and `below` alone are met by a value as it stands. */
export function isMet(condition: Condition, value: number): boolean {
  if (condition.op === 'above') return value >= lowOf(condition);
  return condition.op === 'below' && value <= highOf(condition);
}

/** Why the step from `before` to `value` fires, or null when it does not. */
export function moves(condition: Condition, before: number, value: number): FireReason | null {
  const [low, high] = [lowOf(condition), highOf(condition)];
  const within = value >= low && value <= high;
  const wasWithin = before >= low && before <= high;
  const up = before < low && value >= low;
  const down = before > high && value <= high;
  const { op } = condition;
  switch (op) {
    case 'above':
    case 'below':
      return isMet(condition, value) && !isMet(condition, before) ? 'holds' : null;
    case 'crosses-above':
      return up ? 'crossed-up' : null;
    case 'crosses-below':
      return down ? 'crossed-down' : null;
    case 'crosses':
      if (up) return 'crossed-up';
      return down ? 'crossed-down' : null;
    case 'enters':
      return within && !wasWithin ? 'entered' : null;
    case 'leaves':
      return !within && wasWithin ? 'left' : null;
    default:
      return unread(op);
  }
}

/** Whether what was met for `reason` is still so at `value`. */
export function isHeld(condition: Condition, reason: FireReason, value: number): boolean {
  const [low, high] = [lowOf(condition), highOf(condition)];
  switch (reason) {
    case 'holds':
      return isMet(condition, value);
    case 'crossed-up':
      return value >= low;
    case 'crossed-down':
      return value <= high;
    case 'entered':
      return value >= low && value <= high;
    case 'left':
      return value < low || value > high;
  }
}

/** Whether `value` has retreated from the condition by `percent` of its level. */
export function hasRetreated(condition: Condition, percent: number, value: number): boolean {
  const [low, high] = [lowOf(condition), highOf(condition)];
  const dLow = (Math.abs(low) * percent) / 100;
  const dHigh = (Math.abs(high) * percent) / 100;
  const { op } = condition;
  switch (op) {
    case 'above':
    case 'crosses-above':
      return value <= decimal(low - dLow);
    case 'below':
    case 'crosses-below':
      return value >= decimal(high + dHigh);
    case 'crosses':
    case 'enters':
      return value <= decimal(low - dLow) || value >= decimal(high + dHigh);
    case 'leaves':
      return value >= decimal(low + dLow) && value <= decimal(high - dHigh);
    default:
      return unread(op);
  }
}

/** A new operator fails every property until its row of the table stands here as well. */
function unread(op: string): never {
  throw new Error(`the plain reading lacks ${op}`);
}

/** What a level less a percentage of it is on paper: to 15 digits, beyond which a double is not to be trusted. */
function decimal(bound: number): number {
  return Number(bound.toPrecision(15));
}

function lowOf(condition: Condition): number {
  return Number('level' in condition ? condition.level : condition.from);
}

function highOf(condition: Condition): number {
  return Number('level' in condition ? condition.level : condition.to);
}
