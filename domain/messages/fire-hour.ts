const HOUR_MS = 3_600_000;

/**
 * How many fires of one alert are sent in an hour of the clock, UTC (docs/decisions/0021). The instant of a fire says to which
 * hour it belongs. Fires have consecutive sequence numbers: where counting starts is all that is stored, and a fire that is
 * dispatched again, late or out of order gets the same answer. An hour's first fire is always sent, and known by the fire before
 * it: nothing is stored for an alert that fires once in the hour.
 *
 * `starts`, ascending: the sequence of the hour's first fire, and of the first one after each time that the person ended a
 * mute. From each start on, `limit` fires are sent; those after them are muted, up to the next start.
 */
export type CountStarts = readonly number[];

/** The beginning of the hour in which the instant lies, ms. */
export function hourOf(instant: number): number {
  return Math.floor(instant / HOUR_MS) * HOUR_MS;
}

/** When a mute in the hour ends by itself, ms. */
export function endOfHour(hour: number): number {
  return hour + HOUR_MS;
}

/** Whether it is the alert's first fire in its hour. Instants of the fire and of the one before it, ms; null: there is none. */
export function isFirstOfHour(instant: number, before: number | null): boolean {
  return before === null || hourOf(before) !== hourOf(instant);
}

/** The starts once the fire with this sequence is known to be in the hour; the same array when nothing changes. */
export function withFire(starts: CountStarts, sequence: number): CountStarts {
  const [first, ...others] = starts;
  if (first === undefined) return [sequence];
  return sequence < first ? [sequence, ...others] : starts;
}

/** `start`: from where the fire is counted; it names the mute */
export interface FireDecision {
  readonly reason: 'within-limit' | 'muted';
  readonly start: number;
}

/** Whether the fire with this sequence is sent. One before every start is the hour's first. */
export function judgeFire(starts: CountStarts, sequence: number, limit: number): FireDecision {
  const start = starts.findLast((it) => it <= sequence) ?? sequence;
  return { reason: sequence - start < limit ? 'within-limit' : 'muted', start };
}

/** Whether an alert that has fired `fires` times so far has been muted since the last start. */
export function isMuted(starts: CountStarts, fires: number, limit: number): boolean {
  const start = starts.at(-1);
  return start !== undefined && fires - start >= limit;
}

/** The starts once the person has ended the mute; the same array when the alert is not muted. */
export function withResume(starts: CountStarts, fires: number, limit: number): CountStarts {
  return isMuted(starts, fires, limit) ? [...starts, fires + 1] : starts;
}
