import { firstChance, type Timing } from '../rules/expiry.ts';
import type { InvalidField } from '../rules/invalid-field.ts';
import type { AlertState } from './alert.ts';

/** The longest that an alert can be paused with an end. */
export const MAX_PAUSE_DAYS = 366;
const DAY_MS = 86_400_000;
const path = 'pausedUntil';

/** Whether the alert may be paused until then. Both instants: exchange clock, ms. `before`: the alert's state. */
export function invalidPause(until: number, now: number, before: AlertState): InvalidField[] {
  if (until <= now) return [{ path, message: 'must be in the future' }];
  if (until > now + MAX_PAUSE_DAYS * DAY_MS) return [{ path, message: `must be within ${MAX_PAUSE_DAYS} days` }];
  if (before.status !== 'paused' || !before.because) return [];
  const why = 'the alert is paused since its coin may be another one under the same name';
  return [{ path, message: `does not go with an alert that Pricebell has paused: ${why}; resume it first` }];
}

/** What a paused alert can't do any more before it expires; null when it has time to fire. `until`: the end of its pause. */
export function expiresTooSoon(rule: Timing, until: number): string | null {
  const first = firstChance(rule, until);
  if (rule.expiresAt === null || rule.expiresAt > first) return null;
  return `the alert is paused until ${new Date(until).toISOString()} and can't fire before ${new Date(first).toISOString()}`;
}
