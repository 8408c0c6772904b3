import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelay } from '../../../../web/live/backoff.ts';

test('a retry waits anything from nothing to the bound, which doubles up to a minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
      const bound = [2_000, 4_000, 8_000, 16_000, 32_000][failures - 1] ?? 60_000;
      expect(retryDelay(failures, random)).toBe(Math.round(bound * random));
    }),
  );
});
