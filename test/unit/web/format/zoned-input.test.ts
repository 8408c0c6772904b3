import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { zonedInstant, zonedText } from '../../../../web/format/zoned-input.ts';

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
const minutes = fc
  .integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2034, 0, 1) / 60_000 })
  .map((minute) => new Date(minute * 60_000).toISOString());

describe('a date field on the clock of a zone', () => {
  test('shows the time there', () => {
    expect(zonedText('2026-11-21T13:02:59.000Z', 'Europe/Berlin')).toBe('2026-11-21T14:02');
    expect(zonedInstant('2026-07-01T00:30', 'America/New_York')).toBe('2026-07-01T04:30:00.000Z');
  });

  test('leads back to an instant at which the clocks show the same, in every zone, also around a change of the clocks', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), minutes, (zone, instant) => {
        const shown = zonedText(instant, zone);
        const back = zonedInstant(shown, zone);
        expect(back && zonedText(back, zone)).toBe(shown);
      }),
    );
  });

  test.each(['', '2026-11', '2026-11-21', 'x'])('that says "%s" says no instant yet', (text) => {
    expect(zonedInstant(text, 'UTC')).toBe(null);
  });
});
