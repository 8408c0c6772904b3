import { expect, test } from 'vitest';
import { formatWarmUp } from '../../../../web/format/format-warm-up.ts';

const NOW = Date.UTC(2026, 10, 29, 12);
const MINUTE = 60_000;

test.each([
  [40 * MINUTE, 'warming up, 40 more minutes'],
  [30_000, 'warming up, 1 more minute'],
  [-MINUTE, 'warming up, 1 more minute'],
  [119 * MINUTE, 'warming up, 119 more minutes'],
  [121 * MINUTE, 'warming up, 3 more hours'],
  [47 * 60 * MINUTE, 'warming up, 47 more hours'],
  [195.5 * 24 * 60 * MINUTE, 'warming up, 196 more days'],
])('a value that is known in %d ms is said to be %s', (ms, text) => {
  expect(formatWarmUp(new Date(NOW + ms).toISOString(), NOW)).toBe(text);
});
