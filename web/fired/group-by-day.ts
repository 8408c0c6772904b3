import type { TriggerView } from '../../contract/trigger-view.ts';

export interface FiredDay {
  /** `2026-11-22`, in the person's zone */
  readonly day: string;
  readonly fires: readonly TriggerView[];
}

/**
 * Days in the order of the list. A fire is of the day on which it was judged, by which the list is in order: what an outage made late
 * is listed where the person got it.
 */
export function groupByDay(fires: readonly TriggerView[], timeZone: string): FiredDay[] {
  const format = dayFormat(timeZone);
  const days = Map.groupBy(fires, ({ hops }) => format.format(new Date(hops.evaluatedAt)));
  return [...days].map(([day, ofDay]) => ({ day, fires: ofDay }));
}

/** The day of an instant (ms) in a zone: `2026-11-22`. */
export function dayOf(at: number, timeZone: string): string {
  return dayFormat(timeZone).format(at);
}

/** `Today`, `Yesterday`, `Saturday 21 November` and, of another year, with the year. `today` and `day`: `2026-11-22`. */
export function formatDay(day: string, today: string): string {
  const daysAgo = (Date.parse(today) - Date.parse(day)) / 86_400_000;
  if (daysAgo === 0) return 'Today';
  if (daysAgo === 1) return 'Yesterday';
  const isThisYear = day.slice(0, 4) === today.slice(0, 4);
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...year,
    timeZone: 'UTC',
  });
  return format.format(new Date(`${day}T00:00:00Z`)).replace(',', '');
}

/** Swedish writes days as ISO 8601 does. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
}
