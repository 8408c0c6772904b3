import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../../../domain/market/candle.ts';
import {
  type ChartPoint,
  changeOf,
  isBar,
  isSamePoint,
  MAX_EMPTY_IN_A_ROW,
  pointsOf,
} from '../../../../../web/chart/history/chart-points.ts';

const LENGTH = 300_000;
const DAY = Date.UTC(2026, 10, 22);

const bar = (place: number, close = 10): Candle => ({
  start: DAY + place * LENGTH,
  ...{ open: '10', high: `${Math.max(10, close)}`, low: `${Math.min(10, close)}`, close: `${close}` },
  ...{ volume: 1, quoteVolume: 10, trades: 1 },
});

const places = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 })
  .map((list) => list.sort((a, b) => a - b));

describe('the points of a chart', () => {
  it('have each bar at its time, and an empty point for each bar that lacks in between', () => {
    fc.assert(
      fc.property(places, (list) => {
        const points = pointsOf(
          list.map((place) => bar(place)),
          LENGTH,
        );
        const [first = 0, last = 0] = [list[0], list.at(-1)];
        expect(points.map(({ time }) => time)).toEqual(
          Array.from({ length: last - first + 1 }, (_, i) => (DAY + (first + i) * LENGTH) / 1_000),
        );
        expect(points.filter(isBar).map(({ time }) => time * 1_000)).toEqual(list.map((place) => bar(place).start));
      }),
    );
  });

  it('shorten a gap that is too long to scroll past', () => {
    expect(pointsOf([bar(0), bar(10_000)], LENGTH)).toHaveLength(2 + MAX_EMPTY_IN_A_ROW);
  });
});

/** As the chart does it: a point of the last time replaces it, a later one follows. */
function applied(before: readonly ChartPoint[], after: readonly ChartPoint[]): readonly ChartPoint[] {
  const change = changeOf(before, after, isSamePoint);
  if (change.kind === 'none') return before;
  if (change.kind === 'all') return after;
  const drawn = [...before];
  for (const point of change.points) {
    const last = drawn.at(-1);
    expect(point.time).toBeGreaterThanOrEqual(last?.time ?? 0);
    if (last?.time === point.time) drawn[drawn.length - 1] = point;
    else drawn.push(point);
  }
  return drawn;
}

describe('what is drawn again', () => {
  it('leaves the chart as if all had been drawn', () => {
    const lists = fc.tuple(places, places, fc.integer({ min: 8, max: 12 }));
    fc.assert(
      fc.property(lists, ([first, second, close]) => {
        const before = pointsOf(
          first.map((place) => bar(place)),
          LENGTH,
        );
        const after = pointsOf(
          second.map((place, i) => bar(place, i === second.length - 1 ? close : 10)),
          LENGTH,
        );
        expect(applied(before, after)).toEqual(after);
      }),
    );
  });

  it('is the last bar alone when it moves or another one begins', () => {
    const before = pointsOf([bar(0), bar(1)], LENGTH);
    expect(changeOf(before, pointsOf([bar(0), bar(1, 11)], LENGTH), isSamePoint)).toMatchObject({
      kind: 'tail',
      points: [{ close: 11 }],
    });
    expect(changeOf(before, pointsOf([bar(0), bar(1), bar(3)], LENGTH), isSamePoint)).toMatchObject({
      kind: 'tail',
      points: [{ time: (DAY + 2 * LENGTH) / 1_000 }, { close: 10 }],
    });
  });

  it('says how many older ones have come in front', () => {
    const after = pointsOf([bar(-3), bar(0), bar(1)], LENGTH);
    expect(changeOf(pointsOf([bar(0), bar(1)], LENGTH), after, isSamePoint)).toEqual({ kind: 'all', prepended: 3 });
  });
});
