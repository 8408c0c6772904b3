import { plainDecimal } from '../market/decimal.ts';
import { MINUTE_MS } from '../market/tick.ts';
import type { Rule } from '../rules/rule.ts';

/** It expires so long after it was armed: once the canary is switched off, nobody moves it. */
export const CANARY_LIFETIME_MS = 120 * MINUTE_MS;
/** Below the 15 that a level may have, and finer than any exchange's prices. */
const LEVEL_DIGITS = 10;
/** Crockford's base 32 has these letters. No other alert has this id: the first ten digits of a ULID are its instant. */
const ULID = 'CANARY'.padStart(26, '0');

/** The id of the one canary that a coin can have. Shard 0 is the one that every coin has. */
export function canaryId(symbol: string): string {
  return `${symbol}-0-${ULID}`;
}

export interface CanaryLevels {
  /** the last one, a decimal string */
  readonly price: string;
  /** how far from it the levels are, as a part of it: above 0, below 1 */
  readonly move: number;
  /** exchange clock, ms */
  readonly now: number;
}

/** Fires once, on the first trade whose price is beyond one of the levels. */
export function canaryRule({ price, move, now }: CanaryLevels): Rule {
  const level = (part: number) => plainDecimal(Number((Number(price) * part).toPrecision(LEVEL_DIGITS)));
  return {
    condition: { metric: 'price', op: 'leaves', from: level(1 - move), to: level(1 + move) },
    repeat: { mode: 'once' },
    rearmPercent: null,
    holdSeconds: null,
    confirm: 'trade',
    expiresAt: now + CANARY_LIFETIME_MS,
  };
}
