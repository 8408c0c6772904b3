import { expect, test } from 'vitest';
import { formatSpan } from '../../../../text/format/format-span.ts';
import { createWallClock } from '../../../../text/format/wall-clock.ts';

const WINTER = Date.UTC(2026, 0, 5, 23, 4, 5, 67);
const SUMMER = Date.UTC(2026, 6, 5, 23, 4, 5, 67);

test.each([
  ['Europe/Berlin', WINTER, '2026-01-06 00:04:05.067 +01:00', '6 Jan, 00:04'],
  ['Europe/Berlin', SUMMER, '2026-07-06 01:04:05.067 +02:00', '6 Jul, 01:04'],
  ['America/St_Johns', WINTER, '2026-01-05 19:34:05.067 -03:30', '5 Jan, 19:34'],
  ['Europe/London', WINTER, '2026-01-05 23:04:05.067 +00:00', '5 Jan, 23:04'],
  ['Asia/Kathmandu', SUMMER, '2026-07-06 04:49:05.067 +05:45', '6 Jul, 04:49'],
])("an instant on the clock of %s (%i) has that day's offset", (timeZone, instant, exact, minute) => {
  const clock = createWallClock(timeZone);
  expect(clock.exact(instant)).toBe(exact);
  expect(clock.minute(instant)).toBe(minute);
  expect(clock.proof(instant)).toEqual([exact, new Date(instant).toISOString().replace('T', ' ').replace('Z', ' UTC')]);
});

test('the offset distinguishes the two passes through a repeated hour', () => {
  const { exact } = createWallClock('Europe/Berlin');
  expect(exact(Date.UTC(2026, 9, 25, 0, 30))).toBe('2026-10-25 02:30:00.000 +02:00');
  expect(exact(Date.UTC(2026, 9, 25, 1, 30))).toBe('2026-10-25 02:30:00.000 +01:00');
});

test('UTC is written once', () => {
  const clock = createWallClock('UTC');
  expect(clock.proof(WINTER)).toEqual(['2026-01-05 23:04:05.067 UTC']);
  expect(clock.second(WINTER)).toBe('23:04:05 UTC');
});

test('an unknown zone is read as UTC, and says so', () => {
  const clock = createWallClock('Mars/Olympus');
  expect(clock.timeZone).toBe('UTC');
  expect(clock.exact(WINTER)).toBe('2026-01-05 23:04:05.067 UTC');
});

test.each([
  [0, '0 ms'],
  [-12, '-12 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [1_234, '1.23 s'],
  [45_678, '45.7 s'],
  [60_000, '1 min'],
  [155_000, '2 min 35 s'],
  [3_600_000, '1 h'],
  [7_500_000, '2 h 5 min'],
  [200_000_000, '2 days 8 h'],
])('%i ms are %s', (ms, words) => {
  expect(formatSpan(ms)).toBe(words);
});
