import { expect, test } from 'vitest';
import { formatAge, formatClock, formatSecond, formatSince } from '../../../../web/format/format-time.ts';

const NOON = Date.parse('2026-11-21T12:00:09Z');

test.each([
  [-500, '0 s'],
  [999, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [86_399_999, '23 h'],
  [4 * 86_400_000, '4 d'],
])('an age of %s ms is %s: never more than it is', (ageMs, shown) => {
  expect(formatAge(ageMs)).toBe(shown);
});

test('times are those of the zone, also where its clock is a quarter of an hour off', () => {
  expect(formatClock(NOON, 'Europe/Berlin')).toBe('13:00');
  expect(formatClock(NOON, 'Asia/Kathmandu')).toBe('17:45');
  expect(formatSecond('2026-11-21T12:00:09Z', 'UTC')).toBe('12:00:09');
});

test('an instant of another day has its date, of the same day in that zone the time alone', () => {
  const beforeMidnight = Date.parse('2026-11-20T22:30:00Z');
  expect(formatSince(beforeMidnight, { zone: 'UTC', now: NOON })).toMatch(/20.*22:30/);
  expect(formatSince(Date.parse('2026-11-20T23:30:00Z'), { zone: 'Europe/Berlin', now: NOON })).toBe('00:30');
});
