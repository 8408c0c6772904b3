import { createZoneClock } from '../../../domain/people/zoned-time.ts';

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

/** No zone changes its offset more often than each quarter of an hour. */
const QUARTER_S = 900;

/** Gives the seconds of an instant (s) as the clocks of a zone count them: two instants of one day there have the same day. */
export function wallSecondsIn(timeZone: string): (time: number) => number {
  const clock = createZoneClock(timeZone);
  const offsets = new Map<number, number>();
  return (time) => {
    const quarter = Math.floor(time / QUARTER_S) * QUARTER_S;
    const offset = offsets.get(quarter) ?? clock(quarter * 1_000) / 1_000 - quarter;
    offsets.set(quarter, offset);
    return time + offset;
  };
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
