import { createZoneClock } from '../../domain/people/zoned-time.ts';

/** An instant as a date field takes it, on the clock of a zone: `2026-11-21T14:02`. `instant`: ISO 8601 */
export function zonedText(instant: string, zone: string): string {
  return new Date(createZoneClock(zone)(Date.parse(instant))).toISOString().slice(0, 16);
}

/** The instant at which the clocks of the zone show what a date field says; null while it says nothing whole. */
export function zonedInstant(text: string, zone: string): string | null {
  const shown = Date.parse(`${text}Z`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) || Number.isNaN(shown)) return null;
  const clock = createZoneClock(zone);
  // what the clocks are off by then, taken near it and again where that leads: they may change in between
  const near = shown - (clock(shown) - shown);
  return new Date(shown - (clock(near) - near)).toISOString();
}
