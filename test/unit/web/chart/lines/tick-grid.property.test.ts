import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { priceGrid, snapToGrid, stepLevel } from '../../../../../web/chart/lines/tick-grid.ts';

/** `digits` · 10^-places */
const decimal = (digits: bigint, places: number): string => {
  const sign = digits < 0n ? '-' : '';
  const text = `${digits < 0n ? -digits : digits}`.padStart(places + 1, '0');
  const printed = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  return sign + (printed.includes('.') ? printed.replace(/\.?0+$/, '') : printed);
};

const grids = fc.record({ unit: fc.constantFrom(1n, 2n, 5n, 25n), places: fc.integer({ min: 0, max: 10 }) });

describe('a level that the chart makes', () => {
  it('is the multiple of the tick size that is nearest to the point', () => {
    fc.assert(
      fc.property(
        grids,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: -0.49, max: 0.49, noNaN: true }),
        (g, count, off) => {
          const tick = Number(g.unit) / 10 ** g.places;
          const point = (count + off) * tick;
          expect(snapToGrid(point, priceGrid(decimal(g.unit, g.places)))).toBe(
            decimal(g.unit * BigInt(count), g.places),
          );
        },
      ),
    );
  });

  it('stays as it is when it is snapped again', () => {
    fc.assert(
      fc.property(grids, fc.integer({ min: 1, max: 1_000_000 }), (g, count) => {
        const level = decimal(g.unit * BigInt(count), g.places);
        expect(snapToGrid(Number(level), priceGrid(decimal(g.unit, g.places)))).toBe(level);
      }),
    );
  });

  it('is never below one tick, however far down the pointer goes', () => {
    fc.assert(
      fc.property(grids, fc.double({ min: -1e9, max: 0, noNaN: true }), (g, point) => {
        const tick = decimal(g.unit, g.places);
        expect(snapToGrid(point, priceGrid(tick))).toBe(tick);
      }),
    );
  });

  it('goes up and down by whole ticks, exactly, also from beside the grid', () => {
    fc.assert(
      fc.property(
        grids,
        fc.integer({ min: 20, max: 1_000_000 }),
        fc.integer({ min: 1, max: 10 }),
        (g, count, steps) => {
          const grid = priceGrid(decimal(g.unit, g.places));
          const level = decimal(g.unit * BigInt(count), g.places);
          const beside = decimal(g.unit * BigInt(count) * 10n + 1n, g.places + 1);
          expect(stepLevel(level, steps, grid)).toBe(decimal(g.unit * BigInt(count + steps), g.places));
          expect(stepLevel(level, -steps, grid)).toBe(decimal(g.unit * BigInt(count - steps), g.places));
          expect(stepLevel(beside, steps, grid)).toBe(decimal(g.unit * BigInt(count + steps), g.places));
          expect(stepLevel(beside, -steps, grid)).toBe(decimal(g.unit * BigInt(count + 1 - steps), g.places));
        },
      ),
    );
  });
});

describe('examples', () => {
  it.each([
    [64_999.994, '0.01', '64999.99'],
    [0.000012344, '0.00000001', '0.00001234'],
    [123.4, '5', '125'],
    [1e21, '1', '1000000000000000'],
  ])('%d with ticks of %s is %s', (value, tick, level) => {
    expect(snapToGrid(value, priceGrid(tick))).toBe(level);
  });

  it('a change may be below zero, down to its bound', () => {
    const grid = { step: '0.01', least: '-99.99' };
    expect(snapToGrid(-3.456, grid)).toBe('-3.46');
    expect(stepLevel('0', -1, grid)).toBe('-0.01');
    expect(stepLevel('-99.99', -10, grid)).toBe('-99.99');
  });
});
