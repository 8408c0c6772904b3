/** How much a point of the time axis stands out, as lightweight-charts counts it: labels are chosen by it. */
const WEIGHTS = {
  second: 10,
  minute: 20,
  minutes5: 21,
  minutes30: 22,
  hour: 30,
  hours3: 31,
  hours6: 32,
  hours12: 33,
  day: 50,
  month: 60,
  year: 70,
} as const;

/** Smaller parts of a day first: the largest one that a point begins decides. */
const PARTS = [
  [60, WEIGHTS.minute],
  [300, WEIGHTS.minutes5],
  [1_800, WEIGHTS.minutes30],
  [3_600, WEIGHTS.hour],
  [10_800, WEIGHTS.hours3],
  [21_600, WEIGHTS.hours6],
  [43_200, WEIGHTS.hours12],
] as const;

const FIELDS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;

/** The clock of a time zone. */
export interface ZoneClock {
  /** seconds of an instant (s) as its wall clock counts them: two instants of one day there have the same day here */
  readonly wallSeconds: (time: number) => number;
}

/** `timeZone`: an IANA name that this browser knows. */
export function createZoneClock(timeZone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone });
  const offsets = new Map<number, number>();
  return {
    wallSeconds(time) {
      // no zone changes its offset more often than each quarter of an hour
      const quarter = Math.floor(time / 900);
      const offset = offsets.get(quarter) ?? offsetAt(format, quarter * 900);
      offsets.set(quarter, offset);
      return time + offset;
    },
  };
}

function offsetAt(format: Intl.DateTimeFormat, time: number): number {
  const parts = Object.fromEntries(format.formatToParts(time * 1_000).map(({ type, value }) => [type, Number(value)]));
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1_000 - time;
}

/** Of a point after the point before it; both in seconds of the wall clock. */
export function weightOf(before: number, now: number): number {
  const [a, b] = [new Date(before * 1_000), new Date(now * 1_000)];
  if (a.getUTCFullYear() !== b.getUTCFullYear()) return WEIGHTS.year;
  if (a.getUTCMonth() !== b.getUTCMonth()) return WEIGHTS.month;
  if (a.getUTCDate() !== b.getUTCDate()) return WEIGHTS.day;
  const begun = PARTS.filter(([length]) => Math.floor(before / length) !== Math.floor(now / length)).at(-1);
  return begun?.[1] ?? WEIGHTS.second;
}
