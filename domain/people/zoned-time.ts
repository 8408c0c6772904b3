/**
 * The time on the clocks of an IANA zone; this machine's own zone is of no matter. A time that clocks show twice is one each
 * time; a time that a change leaves out comes with that change. No zone has changed its clocks twice within two days since
 * 1970: between two instants a day apart there is one change at most.
 */

/** What clocks show at an instant (ms), as the instant at which UTC shows the same. */
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

/** A name that this system does not know (any more) must not cost a mail: then UTC it is. */
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
 * The first instant at or after `from` at which the clocks have come to something. `msUntil` says, of what they show, how far
 * off that is on their face: 0 when it is reached, less than two days otherwise.
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

/** The instant after `from` and at or before `to` from which on clocks are changed. */
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
