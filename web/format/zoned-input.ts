import { createZoneClock, firstInstant } from '../../domain/people/zoned-time.ts';

const DAY_MS = 86_400_000;

/** An instant as a date field takes it, on the clock of a zone: `2026-11-21T14:02`. `instant`: ISO 8601 */
export function zonedText(instant: string, zone: string): string {
  return new Date(createZoneClock(zone)(Date.parse(instant))).toISOString().slice(0, 16);
}

/**
 * The first instant, not before `from` (ms), at which the clocks of the zone show what a date field says, or have passed it: a
 * change may skip that time. Null while the field says nothing whole.
 */
export function zonedInstant(text: string, zone: string, from = Number.NEGATIVE_INFINITY): string | null {
  const shownThen = Date.parse(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(shownThen)) return null;
  // clocks are less than a day off UTC
  const since = Math.max(from, shownThen - DAY_MS);
  const instant = firstInstant(createZoneClock(zone), since, (shown) => Math.max(shownThen - shown, 0));
  return new Date(instant).toISOString();
}
