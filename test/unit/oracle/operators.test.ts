import { describe, expect, test } from 'vitest';
import type { Condition } from '../../../domain/rules/condition.ts';
import { firesOf, is, range, read, type Tape } from './build-reading.ts';

const path = (...prices: number[]): Tape => prices.map((price, index) => `${index * 0.01}:${price}`).join(' ');

/** Ids of the trades that fire one condition again and again. */
function firing(condition: Condition, ...prices: number[]): number[] {
  return read({ condition, cooldown: null }, path(...prices)).fires.map(({ tradeId }) => tradeId);
}

describe('one condition', () => {
  test('above fires when it is met and was not, at the level or beyond', () => {
    expect(firing(is('above', 5), 4, 5, 6, 4, 9, 5, 4)).toEqual([1, 4]);
    expect(firing(is('above', 5), 5, 6, 4, 5)).toEqual([0, 3]);
  });

  test('below fires when it is met and was not, at the level or beyond', () => {
    expect(firing(is('below', 5), 6, 5, 4, 6, 1, 5)).toEqual([1, 4]);
  });

  test('crosses-above fires from below to the level or over it, and from nowhere else', () => {
    expect(firing(is('crosses-above', 5), 4, 5, 6, 5, 4, 9, 4)).toEqual([1, 5]);
    // equal at the start: open until the first different value
    expect(firing(is('crosses-above', 5), 5, 6, 5, 4, 5)).toEqual([4]);
    expect(firing(is('crosses-above', 5), 5, 5, 4, 6)).toEqual([3]);
  });

  test('crosses-below fires from above to the level or past it', () => {
    expect(firing(is('crosses-below', 5), 6, 5, 4, 5, 6, 1)).toEqual([1, 5]);
  });

  test('crosses fires either way, and not by leaving a level that it only touched', () => {
    expect(firing(is('crosses', 5), 4, 5, 6, 5, 4, 6, 4)).toEqual([1, 3, 5, 6]);
    expect(firing(is('crosses', 5), 5, 6, 5)).toEqual([2]);
  });

  test('enters fires from outside to within, bounds inside; a jump over the range is none', () => {
    expect(firing(range('enters', 4, 6), 3, 4, 3, 7, 6, 5, 7, 5)).toEqual([1, 4, 7]);
  });

  test('leaves fires from within to outside, bounds inside', () => {
    expect(firing(range('leaves', 4, 6), 4, 6, 7, 3, 5, 3)).toEqual([2, 5]);
  });

  test('the reason says which way', () => {
    const reasons = (condition: Condition, ...prices: number[]) =>
      read({ condition, cooldown: null }, path(...prices)).fires.map(({ reason }) => reason);
    expect(reasons(is('crosses', 5), 4, 5, 6, 5)).toEqual(['crossed-up', 'crossed-down']);
    expect(reasons(range('enters', 4, 6), 3, 5)).toEqual(['entered']);
    expect(reasons(range('leaves', 4, 6), 5, 3)).toEqual(['left']);
    expect(reasons(is('below', 5), 6, 5)).toEqual(['holds']);
  });
});

describe('values', () => {
  test('change moves with trades and, as its reference does, at boundaries', () => {
    const condition = is('crosses-above', 25, 'change-5m');
    // 5 / 4 is +25 percent
    expect(firesOf({ condition }, '1:4 2:5', { ref: [4] })).toEqual(['1@2']);
    expect(firesOf({ condition }, '1:5 61:5', { ref: [5, 4] })).toEqual(['0@60']);
    expect(read({ condition }, '1:5 61:5', { ref: [5, 4] }).fires).toMatchObject([{ kind: 'boundary' }]);
  });

  test('volume moves at boundaries only, also when a trade would show it earlier', () => {
    const condition = is('crosses-above', 5, 'volume-5m');
    expect(firesOf({ condition }, '0:1 59:1 119:1', { volume: [4, 5] })).toEqual(['1@60']);
  });

  test('unknown values are skipped', () => {
    const condition = is('crosses-above', 5, 'volume-5m');
    expect(firesOf({ condition }, '0:1', { volume: [4, null, null, 5], until: 200 })).toEqual(['0@180']);
    expect(firesOf({ condition, cooldown: 60 }, '0:1', { volume: [5, null, 5], until: 200 })).toEqual([]);
  });

  test('with minute-close the price is that of the minute that ended', () => {
    const rule = { condition: is('crosses-above', 5), confirm: 'minute-close' } as const;
    expect(firesOf(rule, '1:4 59:3 60:9 61:3 119:6 121:1')).toEqual(['4@120']);
    expect(firesOf({ condition: is('above', 5), confirm: 'minute-close' }, '1:9 2:9', { until: 59 })).toEqual([]);
    expect(firesOf({ condition: is('above', 5), confirm: 'minute-close' }, '1:9', { until: 60 })).toEqual(['0@60']);
  });
});

describe('all', () => {
  test('fires as it arms when all hold and none is an edge', () => {
    expect(firesOf({ all: [is('above', 5), is('below', 7)] }, '1:6')).toEqual(['0@1']);
    expect(firesOf({ all: [is('above', 5), is('below', 7)] }, '1:8 2:4 3:7')).toEqual(['2@3']);
  });

  test('an edge must move while the others hold', () => {
    const all = [is('crosses-above', 5), is('above', 7, 'volume-5m')];
    const steps = '1:4 2:5 3:4 61:5';
    expect(firesOf({ all }, steps, { volume: [6, 7] })).toEqual(['3@61']);
    expect(firesOf({ all }, steps, { volume: [7, 7] })).toEqual(['1@2']);
    // the price is above already when the volume comes
    expect(firesOf({ all }, '1:4 2:5 61:6', { volume: [6, 7] })).toEqual([]);
  });

  test('an edge moves from the trade before, also from one within a cooldown', () => {
    const all = [is('crosses-above', 5), is('below', 8)];
    expect(firesOf({ all, cooldown: 60 }, '1:4 2:5 3:9 61.5:4 62:7')).toEqual(['1@2', '4@62']);
  });

  test('an edge on a change moves at a boundary from the reference of the old minute', () => {
    const all = [is('crosses-above', 25, 'change-5m'), is('above', 1)];
    expect(firesOf({ all }, '1:5 61:5', { ref: [5, 4] })).toEqual(['0@60']);
    // and at a trade by the price alone
    expect(firesOf({ all }, '1:4 60:5', { ref: [4, 4] })).toEqual(['1@60']);
    expect(firesOf({ all }, '1:5 60:5', { ref: [4, 4] })).toEqual([]);
  });

  test('an edge on a volume moves at boundaries only, from the boundary before', () => {
    const all = [is('crosses-above', 5, 'volume-5m'), is('above', 3)];
    expect(firesOf({ all }, '1:1 65:4 121:4', { volume: [4, 5, 5] })).toEqual([]);
    expect(firesOf({ all }, '1:4 121:4', { volume: [4, 4, 5] })).toEqual(['0@120']);
  });

  test('an edge on closes moves from one close to the next', () => {
    const rule = { all: [is('crosses-above', 5), is('above', 3, 'volume-5m')], confirm: 'minute-close' as const };
    const steps = '1:4 59:4 61:6 62:4 119:7 121:1';
    expect(firesOf(rule, steps, { volume: [3, 3, 3] })).toEqual(['4@120']);
  });

  test('an unknown value is not met', () => {
    const all = [is('above', 5), is('above', 3, 'volume-5m')];
    expect(firesOf({ all }, '1:4 61:6 121:6', { volume: [3, null, 3] })).toEqual(['1@120']);
  });
});
