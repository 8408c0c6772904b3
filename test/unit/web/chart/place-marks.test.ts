import { describe, expect, it } from 'vitest';
import { placeMarks } from '../../../../web/chart/place-marks.ts';
import { unwatchedSpans } from '../../../../web/chart/unwatched-spans.ts';

const DAY = Date.UTC(2026, 10, 22);
const MINUTE = 60_000;
const WHOLE = { from: DAY / 1_000, to: DAY / 1_000 + 3_600 };

describe('marks', () => {
  it('lie at the time of the bar that holds them, one for each bar, at the newest of them', () => {
    const fires = [
      { id: 'b', at: DAY + 299_999, price: 11 },
      { id: 'a', at: DAY + 1, price: 10 },
      { id: 'c', at: DAY + 300_000, price: 12 },
    ];
    expect(placeMarks(fires, 5 * MINUTE, WHOLE)).toEqual([
      { time: DAY / 1_000, price: 11, count: 2, id: 'b' },
      { time: DAY / 1_000 + 300, price: 12, count: 1, id: 'c' },
    ]);
  });

  it('have no place before the first bar and after the last one', () => {
    const fires = [
      { id: 'a', at: DAY - 1, price: 10 },
      { id: 'b', at: DAY + 2 * 3_600_000, price: 10 },
    ];
    expect(placeMarks(fires, MINUTE, WHOLE)).toEqual([]);
  });
});

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
