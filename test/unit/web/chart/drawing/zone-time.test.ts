import { describe, expect, it } from 'vitest';
import { wallSecondsIn, weightOf } from '../../../../../web/chart/drawing/zone-time.ts';

const at = (iso: string) => Date.parse(iso) / 1_000;
const weightIn = (timeZone: string, before: string, now: string) => {
  const wallSeconds = wallSecondsIn(timeZone);
  return weightOf(wallSeconds(at(before)), wallSeconds(at(now)));
};

describe('the time axis', () => {
  it.each([
    ['Europe/Berlin', '2026-11-21T22:30:00Z', '2026-11-21T23:00:00Z', 50],
    ['UTC', '2026-11-21T22:30:00Z', '2026-11-21T23:00:00Z', 30],
    ['Asia/Kolkata', '2026-11-21T18:15:00Z', '2026-11-21T18:30:00Z', 50],
    ['America/New_York', '2026-12-01T04:00:00Z', '2026-12-01T05:00:00Z', 60],
    ['America/New_York', '2027-01-01T04:00:00Z', '2027-01-01T05:00:00Z', 70],
    ['UTC', '2026-11-21T10:04:00Z', '2026-11-21T10:05:00Z', 21],
    ['UTC', '2026-11-21T10:06:00Z', '2026-11-21T10:07:00Z', 20],
    ['UTC', '2026-11-21T11:59:00Z', '2026-11-21T12:00:00Z', 33],
  ])('in %s a day begins at its own midnight: %s to %s', (zone, before, now, weight) => {
    expect(weightIn(zone, before, now)).toBe(weight);
  });

  it('follows the change to winter time', () => {
    const wallSeconds = wallSecondsIn('Europe/Berlin');
    const offsetAt = (iso: string) => wallSeconds(at(iso)) - at(iso);
    expect(offsetAt('2026-10-25T00:59:59Z')).toBe(7_200);
    expect(offsetAt('2026-10-25T01:00:00Z')).toBe(3_600);
  });
});
