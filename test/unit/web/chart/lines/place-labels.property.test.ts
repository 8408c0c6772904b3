import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from '../../../../../web/chart/lines/place-labels.ts';

const OPTIONS = { height: 300, size: 24, columns: 50 };
const lines = fc
  .array(fc.option(fc.integer({ min: -100, max: 400 })), { maxLength: 30 })
  .map((ys) => ys.map((y, i) => ({ key: `${i}`, y })));

describe('labels of lines', () => {
  it('stay at their height, are all there or counted at the edge, and never cover each other', () => {
    fc.assert(
      fc.property(lines, (list) => {
        const { visible, above, below } = placeLabels(list, OPTIONS);
        expect(visible.length + above + below).toBe(list.filter(({ y }) => y !== null).length);
        for (const { key, y } of visible) expect(y).toBe(list[Number(key)]?.y);
        for (const a of visible) {
          for (const b of visible) {
            if (a.key !== b.key && a.column === b.column)
              expect(Math.abs(a.y - b.y)).toBeGreaterThanOrEqual(OPTIONS.size);
          }
        }
      }),
    );
  });

  it('lie at the axis where there is room', () => {
    const { visible } = placeLabels(
      [
        { key: 'a', y: 100 },
        { key: 'b', y: 110 },
        { key: 'c', y: 124 },
      ],
      OPTIONS,
    );
    expect(visible.map(({ column }) => column)).toEqual([0, 1, 0]);
  });
});
