import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_ORDERED_ALERTS } from '../../../../../functions/api/alerts/alert-pages.ts';
import { isLeft, leaveAlerts, leftPositions } from '../../../../../functions/api/alerts/left-alerts.ts';

const idsUpTo = (count: number, start = 0) =>
  Array.from({ length: count }, (_, i) => `BTCUSDT-0-01J9ZX${String(start + i).padStart(20, '0')}`);

test('of the alerts that were read, those that are left are known again, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(1_000_000), fc.func(fc.boolean()), (count, start, isDue) => {
      const all = idsUpTo(count, start);
      const left = all.filter((id) => isDue(id));
      const kept = leftPositions.decode(leftPositions.encode(leaveAlerts(all, left)));
      expect(kept && all.filter((id) => isLeft(kept, id))).toEqual(left);
    }),
    { numRuns: 50 },
  );
});

test('as many alerts as an order takes fit into a cursor that fits into an address', () => {
  for (let start = 0; start < 10 * MAX_ORDERED_ALERTS; start += MAX_ORDERED_ALERTS) {
    const all = idsUpTo(MAX_ORDERED_ALERTS, start);
    const left = leaveAlerts(all, all.slice(1));
    expect(left.codes.size).toBe(MAX_ORDERED_ALERTS - 1);
    expect(leftPositions.encode(left).length).toBeLessThan(4_200);
    expect(all.filter((id) => isLeft(left, id))).toEqual(all.slice(1));
  }
});

test('alerts whose codes are equal under every salt are refused', () => {
  expect(() => leaveAlerts(['a', 'a'], ['a'])).toThrow('too many');
});
