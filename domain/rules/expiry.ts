import { MINUTE_MS } from '../market/tick.ts';
import type { InvalidField } from './invalid-field.ts';
import type { Rule } from './rule.ts';

export const MAX_EXPIRY_YEARS = 10;
const YEAR_MS = 365.25 * 86_400_000;

/** What of a rule says when it can fire. */
export type Timing = Pick<Rule, 'expiresAt' | 'holdSeconds' | 'confirm'>;

/** `now`: ms, exchange clock. Apart from `invalidFields`, since a stored rule becomes invalid in this way as time passes. */
export function invalidExpiry(rule: Timing, now: number): InvalidField[] {
  const { expiresAt } = rule;
  const path = 'expiresAt';
  if (expiresAt === null) return [];
  if (expiresAt <= now) return [{ path, message: 'must be in the future' }];
  if (expiresAt > now + MAX_EXPIRY_YEARS * YEAR_MS)
    return [{ path, message: `must be within ${MAX_EXPIRY_YEARS} years` }];
  const first = firstChance(rule, now);
  if (expiresAt > first) return [];
  return [{ path, message: `must be later: the alert can't fire before ${new Date(first).toISOString()}` }];
}

/** The instant, ms, before which an alert made now can't fire: at the same instant its expiry comes first. */
export function firstChance({ holdSeconds, confirm }: Timing, now: number): number {
  const holdMs = (holdSeconds ?? 0) * 1_000;
  if (confirm === 'trade') return now + holdMs;
  return nextMinute(nextMinute(now) + holdMs);
}

/** The first start of a minute at or after the instant. */
function nextMinute(instant: number): number {
  return Math.ceil(instant / MINUTE_MS) * MINUTE_MS;
}
