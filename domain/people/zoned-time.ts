/**
 * The time on the clocks of an IANA zone, whatever zone this machine is in. A time that clocks show twice counts both times; a
 * time that a change skips counts as reached at the change. No zone has changed its clocks twice within two days since 1970, so
 * there is at most one change between two instants a day apart.
 */

/** What the clocks show at an instant (ms), given as the instant at which UTC shows the same. */
export type ZoneClock = (instant: number) => number;

const FIELDS = {
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
  fractionalSecondDigits: 3,
} as const;

/** UTC for a name that this system does not know (any more): an old name must not cost a mail. */
export function knownZone(timeZone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return timeZone;
  } catch (error) {
    if (error instanceof RangeError) return 'UTC';
    throw error;
  }
}

export function createZoneClock(timeZone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: knownZone(timeZone) });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
    const day = [read('year'), read('month') - 1, read('day')] as const;
    return Date.UTC(...day, read('hour'), read('minute'), read('second'), read('fractionalSecond'));
  };
}

/**
 * The first instant at or after `from` at which the clocks reach a time. `msUntil` takes what they show and returns how far off
 * that time is on the clock's face, in ms: 0 when reached, otherwise less than two days.
 */
export function firstInstant(clock: ZoneClock, from: number, msUntil: (shown: number) => number): number {
  let at = from;
  for (;;) {
    const shown = clock(at);
    const target = shown + msUntil(shown);
    const unlessChanged = at + target - shown;
    if (clock(unlessChanged) === target) return unlessChanged;
    at = firstChange(clock, at, unlessChanged);
    if (clock(at) >= target) return at;
  }
}

/** The instant of the clock change after `from`, at or before `to`. */
function firstChange(clock: ZoneClock, from: number, to: number): number {
  const offset = clock(from) - from;
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (clock(middle) - middle === offset) before = middle;
    else after = middle;
  }
  return after;
}
