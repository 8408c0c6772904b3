import { createZoneClock, firstInstant } from '../../../../domain/people/zoned-time.ts';
import { zonedInstant } from '../../../format/zoned-input.ts';

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

/** The instant, ms, of what a date field holds (`2026-11-22T14:30`) on the person's clock; null when it holds nothing, or the past. */
export function instantOfInput(value: string, now: number, timeZone: string): number | null {
  const instant = Date.parse(zonedInstant(value, timeZone, now) ?? '');
  return instant > now ? instant : null;
}
