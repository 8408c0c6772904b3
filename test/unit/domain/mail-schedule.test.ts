import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  FIRST_GAP_MS,
  LAST_GAP_MS,
  LAST_REFUSAL_PAUSE_MS,
  type Lane,
  laneAfterMail,
  laneAfterRefusal,
  mailAt,
  OPEN_LANE,
} from '../../../domain/mail-schedule.ts';
import { type Settings, settingsSchema } from '../../../domain/person.ts';

const MINUTE = 60_000;
const always = settingsSchema.parse({});
const at = (text: string) => Date.parse(text);
const iso = (ms: number) => new Date(ms).toISOString();

test('the first mail leaves at once', () => {
  expect(mailAt(always, at('2026-11-22T10:00:00Z'), OPEN_LANE)).toBe(at('2026-11-22T10:00:00Z'));
});

test('while mails keep coming the gap doubles to a minute; after a gap without one it begins anew', () => {
  let lane = laneAfterMail(OPEN_LANE, 1_000_000);
  expect(lane).toEqual({ openAt: 1_000_000 + FIRST_GAP_MS, gapMs: 5_000, refusals: 0 });
  const gaps: number[] = [];
  for (let mail = 0; mail < 6; mail += 1) {
    lane = laneAfterMail(lane, lane.openAt);
    gaps.push(lane.gapMs);
  }
  expect(gaps).toEqual([10_000, 20_000, 40_000, 60_000, LAST_GAP_MS, LAST_GAP_MS]);
  expect(laneAfterMail(lane, lane.openAt + 59_999).gapMs).toBe(LAST_GAP_MS);
  expect(laneAfterMail(lane, lane.openAt + 60_000).gapMs).toBe(FIRST_GAP_MS);
});

test('the pause after a refusal doubles, is bounded, and ends with the first mail that leaves', () => {
  let lane: Lane = OPEN_LANE;
  const pauses: number[] = [];
  for (let refusal = 0; refusal < 12; refusal += 1) {
    lane = laneAfterRefusal(lane, 0);
    pauses.push(lane.openAt / 1_000);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  expect(lane.openAt).toBe(LAST_REFUSAL_PAUSE_MS);
  expect(laneAfterMail(lane, lane.openAt).refusals).toBe(0);
});

test.each<[string, Partial<Settings>, string, string]>([
  [
    'quiet hours over midnight, in the evening',
    { quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T22:00:00.000Z',
    '2026-11-23T07:00:00.000Z',
  ],
  [
    'quiet hours over midnight, in the morning',
    { quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T06:59:59.999Z',
    '2026-11-22T07:00:00.000Z',
  ],
  [
    'at their end mails leave again',
    { quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T07:00:00.000Z',
    '2026-11-22T07:00:00.000Z',
  ],
  [
    'on the person’s clock',
    { timeZone: 'Asia/Kolkata', quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T17:00:00.000Z',
    '2026-11-23T01:30:00.000Z',
  ],
  [
    'the night on which clocks go forward',
    { timeZone: 'Europe/Berlin', quietHours: { from: '22:00', to: '02:30' } },
    '2026-03-29T00:30:00.000Z',
    '2026-03-29T01:30:00.000Z',
  ],
  ['the hourly digest', { digest: { every: 'hour' } }, '2026-11-22T10:12:01.234Z', '2026-11-22T11:00:00.000Z'],
  [
    'the hourly digest at a full hour',
    { digest: { every: 'hour' } },
    '2026-11-22T11:00:00.000Z',
    '2026-11-22T11:00:00.000Z',
  ],
  [
    'the hourly digest where clocks are half an hour off',
    { timeZone: 'Asia/Kolkata', digest: { every: 'hour' } },
    '2026-11-22T10:12:01.234Z',
    '2026-11-22T10:30:00.000Z',
  ],
  [
    'the daily digest',
    { timeZone: 'America/New_York', digest: { every: 'day', at: '08:00' } },
    '2026-11-22T13:00:00.001Z',
    '2026-11-23T13:00:00.000Z',
  ],
  [
    'a daily digest within quiet hours leaves at their end',
    { digest: { every: 'day', at: '23:00' }, quietHours: { from: '22:00', to: '07:00' } },
    '2026-11-22T12:00:00.000Z',
    '2026-11-23T07:00:00.000Z',
  ],
])('%s', (_, changes, since, expected) => {
  expect(iso(mailAt({ ...always, ...changes }, at(since), OPEN_LANE))).toBe(expected);
});

test('a lane that opens within quiet hours waits for their end', () => {
  const settings = { ...always, quietHours: { from: '22:00', to: '07:00' } };
  const openAt = at('2026-11-22T22:00:05Z');
  expect(iso(mailAt(settings, at('2026-11-22T21:59:58Z'), { openAt }))).toBe('2026-11-23T07:00:00.000Z');
});

/** What clocks in a zone show, the plain way: minutes of the day. */
function readWall(timeZone: string): (instant: number) => number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (instant) => {
    const [hours = 0, minutes = 0] = clock.format(instant).split(':').map(Number);
    return hours * 60 + minutes;
  };
}

test('the end of quiet hours is the first minute that is not quiet', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland');
  // clocks change at night between 0:00 and 4:00 in these zones: what is asked for here lies outside
  const hour = fc.integer({ min: 5, max: 23 });
  const instants = fc.integer({ min: at('2026-01-01T00:00:00Z') / MINUTE, max: at('2027-12-31T00:00:00Z') / MINUTE });
  const clock = (h: number) => `${String(h).padStart(2, '0')}:00`;
  fc.assert(
    fc.property(zone, hour, hour, instants, (timeZone, from, to, minute) => {
      fc.pre(from !== to);
      const instant = minute * MINUTE;
      const settings = { ...always, timeZone, quietHours: { from: clock(from), to: clock(to) } };
      const wallMinute = readWall(timeZone);
      const isQuiet = (t: number) => {
        const wall = wallMinute(t) / 60;
        return from < to ? wall >= from && wall < to : wall >= from || wall < to;
      };
      let expected = instant;
      while (isQuiet(expected)) expected += MINUTE;
      expect(iso(mailAt(settings, instant, OPEN_LANE))).toBe(iso(expected));
    }),
    { numRuns: 200 },
  );
});
