import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sparkPoints } from '../../../../web/parts/spark-points.ts';

const SIZE = { width: 96, height: 24 };
const closes = fc.array(fc.option(fc.integer({ min: 1, max: 1_000 }).map(String)), { maxLength: 24 });
const read = (line: string) => line.split(' ').map((point) => point.split(',').map(Number) as [number, number]);

test('each known close is one point within the picture, in order, and gaps break the line', () => {
  fc.assert(
    fc.property(closes, (all) => {
      const lines = sparkPoints(all, SIZE);
      const stretches = all
        .map((close) => (close === null ? ' ' : 'x'))
        .join('')
        .split(' ')
        .filter(Boolean);
      expect(lines.map((line) => read(line).length)).toEqual(stretches.map(({ length }) => length));
      const points = lines.flatMap(read);
      for (const [index, [x, y]] of points.entries()) {
        expect(x).toBeGreaterThanOrEqual(Math.max(2, points[index - 1]?.[0] ?? 0));
        expect(x).toBeLessThanOrEqual(94);
        expect(y).toBeGreaterThanOrEqual(2);
        expect(y).toBeLessThanOrEqual(22);
      }
    }),
  );
});

test('the highest close is at the top, the lowest at the bottom; a price that never moved is in the middle', () => {
  expect(sparkPoints(['1', '3', '2'], SIZE)).toEqual(['2,22 48,2 94,12']);
  expect(sparkPoints(['5', '5'], SIZE)).toEqual(['2,12 94,12']);
  expect(sparkPoints([null, null], SIZE)).toEqual([]);
});
