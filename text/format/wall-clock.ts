import { knownZone } from '../../domain/people/zoned-time.ts';

/** Writes instants (ms) as the clock of one person shows them. */
export interface WallClock {
  /** an IANA name */
  readonly timeZone: string;
  /** `2026-01-05 13:00:00.120 +01:00` and, where that differs, `2026-01-05 12:00:00.120 UTC`. */
  readonly proof: (instant: number) => readonly string[];
  /** `2026-01-05 13:00:00.120 +01:00`; of UTC `2026-01-05 12:00:00.120 UTC` */
  readonly exact: (instant: number) => string;
  /** `13:00:00 +01:00` */
  readonly second: (instant: number) => string;
  /** `5 Jan, 13:00` */
  readonly minute: (instant: number) => string;
}

const FIELDS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZoneName: 'longOffset',
} as const;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `timeZone`: an IANA name; an unknown one is read as UTC. */
export function createWallClock(timeZone: string): WallClock {
  const zone = knownZone(timeZone);
  const format = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: zone });
  const isUtc = format.resolvedOptions().timeZone === 'UTC';

  function read(instant: number) {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const { year, month = '', day = '', hour, minute, second, fractionalSecond, timeZoneName = '' } = parts;
    const offset = isUtc ? 'UTC' : timeZoneName.replace('GMT', '') || '+00:00';
    return {
      offset,
      exact: `${year}-${month}-${day} ${hour}:${minute}:${second}.${fractionalSecond} ${offset}`,
      second: `${hour}:${minute}:${second} ${offset}`,
      minute: `${Number(day)} ${MONTHS[Number(month) - 1]}, ${hour}:${minute}`,
    };
  }

  return {
    timeZone: zone,
    proof: (instant) => (isUtc ? [formatUtc(instant)] : [read(instant).exact, formatUtc(instant)]),
    exact: (instant) => read(instant).exact,
    second: (instant) => read(instant).second,
    minute: (instant) => read(instant).minute,
  };
}

/** `2026-01-05 12:00:00.120 UTC`; `instant` in ms */
export function formatUtc(instant: number): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', ' UTC');
}
