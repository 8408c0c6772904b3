import { describe, expect, it } from 'vitest';
import { placeMarks } from '../../../../../web/chart/drawing/place-marks.ts';

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
