import { createZoneClock, firstInstant } from '../../../domain/people/zoned-time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MORNING_MS = 8 * HOUR_MS;

export interface SnoozeChoice {
  readonly label: string;
  /** ms */
  readonly until: number;
}

/** `now`: ms; `timeZone`: the person's, an IANA name */
export function snoozeChoices(now: number, timeZone: string): SnoozeChoice[] {
  return [
    { label: '1 hour', until: now + HOUR_MS },
    { label: '8 hours', until: now + 8 * HOUR_MS },
    { label: 'Until tomorrow, 08:00', until: nextMorning(now, timeZone) },
    { label: '1 week', until: now + 7 * DAY_MS },
  ];
}

/** The next 08:00 of another day on the person's clock. */
function nextMorning(now: number, timeZone: string): number {
  const clock = createZoneClock(timeZone);
  const morning = (Math.floor(clock(now) / DAY_MS) + 1) * DAY_MS + MORNING_MS;
  return firstInstant(clock, now, (shown) => Math.max(morning - shown, 0));
}

/** The instant, ms, of what an input of type datetime-local holds (`2026-11-22T14:30`) on the person's clock; null when it holds nothing, or the past. */
export function instantOfInput(value: string, now: number, timeZone: string): number | null {
  const shownThen = Date.parse(`${value}Z`);
  if (Number.isNaN(shownThen)) return null;
  const clock = createZoneClock(timeZone);
  if (shownThen <= clock(now)) return null;
  // searched for from a day before: a change of the clocks in between is counted once
  const from = Math.max(now, shownThen - DAY_MS);
  return firstInstant(clock, from, (shown) => Math.max(shownThen - shown, 0));
}
