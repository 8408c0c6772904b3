import { describe, expect, it } from 'vitest';
import { unwatchedSpans } from '../../../../../web/chart/history/unwatched-spans.ts';

const DAY = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;

describe('unwatched time', () => {
  const gap = (from: number, to: number, reason: Parameters<typeof unwatchedSpans>[0][number]['reason']) => ({
    from: new Date(DAY + from * MINUTE).toISOString(),
    to: new Date(DAY + to * MINUTE).toISOString(),
    reason,
  });

  it('joins what touches, and leaves out where no trade was missed', () => {
    const gaps = [gap(5, 9, 'no-windows'), gap(2, 3, 'purged'), gap(1, 2, 'purged'), gap(20, 30, 'not-stored')];
    expect(unwatchedSpans(gaps)).toEqual([{ from: DAY + MINUTE, to: DAY + 3 * MINUTE }]);
  });
});
