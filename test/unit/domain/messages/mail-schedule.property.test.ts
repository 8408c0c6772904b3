import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { latenessOf, mailAt, OPEN_THROTTLE } from '../../../../domain/messages/mail-schedule.ts';
import { type Settings, settingsSchema } from '../../../../domain/people/person.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY_MINUTES = 24 * 60;
const MIDSUMMER = Date.UTC(2026, 6, 1);
const ZONES = Intl.supportedValuesOf('timeZone');
/** Every zone shows whole minutes from here on. */
const FIRST_YEAR = 1973;
const LAST_YEAR = 2037;
/** Zones of the machine: with summer time in the north, in the south, of half an hour, and without. */
const MACHINE_ZONES = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'];
const always = settingsSchema.parse({});
const iso = (ms: number) => new Date(ms).toISOString();

interface PlainClock {
  /** minutes since the 1st of January 1970, by the clocks */
  readonly minutes: (instant: number) => number;
}

/** What the clocks show, read from formatted text. */
function plainClock(timeZone: string): PlainClock {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return { minutes: (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) / MINUTE };
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const timeOf = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** The first minute outside quiet hours, found minute by minute. */
function plainEndOfQuiet({ quietHours, timeZone }: Settings, instant: number): number {
  if (!quietHours) return instant;
  const { minutes } = plainClock(timeZone);
  const [from, to] = [minuteOf(quietHours.from), minuteOf(quietHours.to)];
  for (let at = instant; ; at = (Math.floor(at / MINUTE) + 1) * MINUTE) {
    const minute = minutes(at) % DAY_MINUTES;
    const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
    if (!isQuiet) return at;
  }
}

/** The first minute that the digest names, found minute by minute. When a change skips that minute, the minute after the change. */
function plainEndOfDigest({ digest, timeZone }: Settings, since: number): number {
  if (!digest) return since;
  const { minutes } = plainClock(timeZone);
  const isNamed = (minute: number) =>
    digest.every === 'hour' ? minute % 60 === 0 : minute % DAY_MINUTES === minuteOf(digest.at);
  const first = Math.ceil(since / MINUTE) * MINUTE;
  if (isNamed(minutes(first))) return first;
  for (let at = first + (since === first ? MINUTE : 0); ; at += MINUTE) {
    const [before, shown] = [minutes(at - MINUTE), minutes(at)];
    if (isNamed(shown)) return at;
    for (let leftOut = before + 1; leftOut < shown; leftOut += 1) if (isNamed(leftOut)) return at;
  }
}

/** The first change of the zone's clocks in the two years after `from`, or null; to the minute. */
function changeAfter(timeZone: string, from: number): number | null {
  const { minutes } = plainClock(timeZone);
  const offset = (at: number) => minutes(at) - Math.floor(at / MINUTE);
  for (let at = from; at < from + 730 * 24 * HOUR; at += 12 * HOUR) {
    if (offset(at) === offset(at + 12 * HOUR)) continue;
    let change = at;
    while (offset(change) === offset(at)) change += MINUTE;
    return change;
  }
  return null;
}

const minuteOfDay = fc.oneof(fc.integer({ min: 0, max: 299 }), fc.integer({ min: 0, max: DAY_MINUTES - 1 }));
const quietArbitrary = fc
  .tuple(minuteOfDay, minuteOfDay)
  .filter(([from, to]) => from !== to)
  .map(([from, to]) => ({ quietHours: { from: timeOf(from), to: timeOf(to) } }));
const dailyArbitrary = minuteOfDay.map((at) => ({ digest: { every: 'day' as const, at: timeOf(at) } }));
const hourly = { digest: { every: 'hour' as const } };
const rulesArbitrary = fc.oneof(
  quietArbitrary,
  dailyArbitrary,
  fc.constant(hourly),
  fc
    .tuple(quietArbitrary, fc.oneof(dailyArbitrary, fc.constant(hourly)))
    .map(([quiet, digest]) => ({ ...quiet, ...digest })),
);
const fromArbitrary = fc
  .integer({ min: Date.UTC(FIRST_YEAR, 0, 1) / MINUTE, max: Date.UTC(LAST_YEAR, 0, 1) / MINUTE })
  .map((minute) => minute * MINUTE);
/** how far from a change of the clocks a message comes */
const distanceArbitrary = fc.oneof(
  fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
  fc.integer({ min: -26, max: 26 }).map((halfHours) => halfHours * 30 * MINUTE),
);

function expectAsPlain(timeZone: string, rules: Partial<Settings>, instant: number): void {
  const settings = { ...always, timeZone, ...rules };
  const expected = plainEndOfQuiet(settings, plainEndOfDigest(settings, instant));
  const found = mailAt(settings, instant, OPEN_THROTTLE);
  expect(`${iso(found)} for ${iso(instant)}`).toBe(`${iso(expected)} for ${iso(instant)}`);
}

test('a mail is late since the first minute of the last hour in which everything allowed it to leave', () => {
  const quarters = (most: number) => fc.integer({ min: 0, max: most }).map((it) => it * 15 * MINUTE);
  const cases = fc.record({
    rules: rulesArbitrary,
    since: fromArbitrary,
    waited: quarters(40),
    openAfter: quarters(40),
    changedAfter: quarters(40),
    isDelayed: fc.boolean(),
  });
  const property = fc.property(cases, ({ rules, since, waited, openAfter, changedAfter, isDelayed }) => {
    const settings = { ...always, ...rules };
    const [now, updatedAt, openAt] = [since + waited, since + changedAfter, since + openAfter];
    const delay = isDelayed ? { since, detail: 'SES asks us to be slower' } : null;
    const digestEnds = plainEndOfDigest(settings, since);
    const mayLeave = (at: number) =>
      at >= digestEnds && at >= updatedAt && (isDelayed || at >= openAt) && plainEndOfQuiet(settings, at) === at;
    let lateSince = now - HOUR;
    while (lateSince < now && !mayLeave(lateSince)) lateSince += MINUTE;
    expect(latenessOf({ settings, updatedAt, since, throttle: { openAt, delay } }, now)).toBe(now - lateSince);
  });
  fc.assert(property, { numRuns: 500 });
});

describe.each(MACHINE_ZONES)('on a machine whose clock is that of %s', (machineZone) => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = machineZone;
    const offset = plainClock(machineZone).minutes(MIDSUMMER) - MIDSUMMER / MINUTE;
    // otherwise the test would prove nothing
    expect(new Date(MIDSUMMER).getTimezoneOffset() + offset).toBe(0);
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });

  test('in every zone, around a change of its clocks, mails wait for the time that clocks show', () => {
    for (const timeZone of ZONES) {
      const property = fc.property(fromArbitrary, distanceArbitrary, rulesArbitrary, (from, distance, rules) => {
        const change = changeAfter(timeZone, from) ?? from;
        expectAsPlain(timeZone, rules, change + distance);
      });
      fc.assert(property, { numRuns: RUNS_A_ZONE });
    }
  });
});

/** For more runs: `PRICEBELL_RUNS=200 npx vitest run test/unit/domain/messages/mail-schedule.property.test.ts` */
const RUNS_A_ZONE = Number(process.env.PRICEBELL_RUNS ?? 1);
