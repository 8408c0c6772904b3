import { knownZone } from '../../domain/people/zoned-time.ts';

/** Instants in words, on the clock of one person. */
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

/** `timeZone`: an IANA name; one that is not known is read as UTC. */
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
    proof: (instant) => (isUtc ? [utc(instant)] : [read(instant).exact, utc(instant)]),
    exact: (instant) => read(instant).exact,
    second: (instant) => read(instant).second,
    minute: (instant) => read(instant).minute,
  };
}

function utc(instant: number): string {
  return new Date(instant).toISOString().replace('T', ' ').replace('Z', ' UTC');
}

/** `85 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`: how long something took. */
export function formatSpan(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${ms} ms`;
  if (size < 60_000) return `${Number((ms / 1_000).toFixed(size < 10_000 ? 2 : 1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (size < 3_600_000) return parts([seconds / 60, 'min'], [seconds % 60, 's']);
  const minutes = Math.round(ms / 60_000);
  if (size < 172_800_000) return parts([minutes / 60, 'h'], [minutes % 60, 'min']);
  const hours = Math.round(ms / 3_600_000);
  return parts([hours / 24, 'days'], [hours % 24, 'h']);
}

function parts(...amounts: readonly [amount: number, unit: string][]): string {
  const whole = amounts.map(([amount, unit]) => [Math.trunc(amount), unit] as const);
  return whole
    .filter(([amount]) => amount !== 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
