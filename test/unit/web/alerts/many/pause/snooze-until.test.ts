import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOfInput, snoozeChoices } from '../../../../../../web/alerts/many/pause/snooze-until.ts';

const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia');
const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });

/** What the clocks of a zone show: `2026-11-22T14:30`. */
function shownAt(instant: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(instant).replace(' ', 'T');
}

describe('a snooze', () => {
  it('ends in the future, the later choices later, and the morning at 08:00 of the next day', () => {
    fc.assert(
      fc.property(instants, zones, (now, zone) => {
        const choices = snoozeChoices(now, zone);
        for (const { until } of choices) expect(until).toBeGreaterThan(now);
        const morning = choices.find(({ label }) => label.includes('tomorrow'))?.until ?? 0;
        expect(shownAt(morning, zone)).toMatch(/T08:00$/);
        expect(shownAt(morning, zone).slice(0, 10) > shownAt(now, zone).slice(0, 10)).toBe(true);
        expect(morning - now).toBeLessThanOrEqual(33 * 3_600_000);
      }),
    );
  });

  it('until a time that was typed ends when the clocks of the person show it', () => {
    fc.assert(
      fc.property(instants, zones, fc.integer({ min: 2, max: 400 }), (now, zone, hours) => {
        const typed = shownAt(now + hours * 3_600_000, zone);
        const until = instantOfInput(typed, now, zone);
        expect(until).not.toBeNull();
        expect(shownAt(until ?? 0, zone)).toBe(typed);
      }),
    );
  });

  it.each(['', 'soon', '2020-01-01T00:00'])('is not taken until %j', (value) => {
    expect(instantOfInput(value, Date.UTC(2026, 10, 22), 'UTC')).toBeNull();
  });
});
