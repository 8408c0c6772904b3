import { describe, expect, test } from 'vitest';
import { firesOf, is, range, read } from './build-reading.ts';

describe('a cooldown', () => {
  const rule = { condition: is('above', 5), cooldown: 60 };

  test('once is over after its fire', () => {
    expect(read({ condition: is('above', 5) }, '1:9 2:1 3:9')).toMatchObject({
      fires: [{ tradeId: 0 }],
      status: 'triggered',
    });
  });

  test('nothing is judged within it', () => {
    expect(firesOf(rule, '1:9 2:1 3:9 62:9 63:1 64:9')).toEqual(['0@1', '5@64']);
  });

  test('its end never fires, and the value there is the one judged last', () => {
    // it ends at second 61 on trade 1
    expect(firesOf(rule, '1:9 2:1 61:9')).toEqual(['0@1', '2@61']);
    expect(firesOf(rule, '1:9 2:8 61:9')).toEqual(['0@1']);
    // at second 60 a minute begins: still within it, and the end at 61 is another event
    expect(firesOf({ ...rule, condition: is('crosses-above', 5) }, '0:1 1:9 2:1 61:9')).toEqual(['1@1', '3@61']);
  });

  test('with minute-close it ends at the next boundary', () => {
    const close = { ...rule, cooldown: 90, confirm: 'minute-close' } as const;
    // fires at 60, cools until 150, so until the boundary at 180: met there, which is none to fire
    const steps = '1:9 61:1 151:9 200:1 250:9';
    expect(firesOf(close, steps, { until: 300 })).toEqual(['0@60', '4@300']);
  });

  test('unknown at its end: the next known value does not fire', () => {
    const volume = { condition: is('above', 5, 'volume-5m'), cooldown: 60 };
    expect(firesOf(volume, '0:1', { volume: [6, null, 7, 4, 8], until: 300 })).toEqual(['0@1', '0@240']);
  });

  test('several conditions without an edge: still met there, another cooldown begins', () => {
    const all = { all: [is('above', 5), is('below', 8)], cooldown: 60 };
    // ends at 61 and 121 met, at 181 not met
    const steps = '1:6 90:1 100:6 130:1 182:7';
    expect(firesOf(all, steps)).toEqual(['0@1', '4@182']);
  });

  test('several conditions with an edge move from their value at its end', () => {
    const all = { all: [is('crosses-above', 5, 'volume-5m'), is('above', 1)], cooldown: 90 };
    // fires at 60, ends at 150 with the volume of minute 2
    expect(firesOf(all, '0:1', { volume: [4, 5, 4, 5], until: 200 })).toEqual(['0@60', '0@180']);
    expect(firesOf(all, '0:1', { volume: [4, 5, 6, 6], until: 200 })).toEqual(['0@60']);
  });

  test('several conditions that are unknown at its end are not met', () => {
    const all = { all: [is('above', 5), is('above', 5, 'volume-5m')], cooldown: 60 };
    expect(firesOf(all, '1:6', { volume: [6, null, 6], until: 200 })).toEqual(['0@1', '0@120']);
  });
});

describe('rearmPercent', () => {
  const again = { cooldown: null, rearmPercent: 20 };
  const at = (...prices: number[]) => prices.map((price, index) => `${index * 0.01}:${price}`).join(' ');

  test.each([
    ['above', is('above', 5), [4, 5, 4.5, 5, 4, 5], [1, 5]],
    ['crosses-above', is('crosses-above', 5), [4, 5, 4.5, 5, 4, 5], [1, 5]],
    ['below', is('below', 5), [6, 5, 5.5, 5, 6, 5], [1, 5]],
    ['crosses-below', is('crosses-below', 5), [6, 5, 5.5, 5, 6, 5], [1, 5]],
    ['crosses, downwards', is('crosses', 5), [4, 5, 4.5, 5, 4, 5], [1, 5]],
    ['crosses, upwards', is('crosses', 5), [4, 5, 5.5, 5, 6, 5], [1, 5]],
    ['enters', range('enters', 5, 10), [4.9, 5, 4.5, 6, 4, 6, 11, 10, 12, 10], [1, 5, 9]],
    ['leaves', range('leaves', 5, 10), [6, 4, 5.5, 4, 6, 4, 8, 12], [1, 5, 7]],
  ] as const)('%s fires again once the value has retreated', (_, condition, prices, ids) => {
    expect(read({ condition, ...again }, at(...prices)).fires.map(({ tradeId }) => tradeId)).toEqual(ids);
  });

  test('a negative level retreats by the percentage of its size', () => {
    const condition = is('above', -25, 'change-5m');
    const rule = { condition, cooldown: null, rearmPercent: 100 };
    // with a reference of 8: 6 is -25, 5 is -37.5, 4 is -50
    const steps = '1:6 2:5 3:6 4:4 5:6';
    expect(firesOf(rule, steps, { ref: [8] })).toEqual(['0@1', '4@5']);
  });

  test('the event of the retreat never fires, its value is the one judged last', () => {
    // 6 retreats from 5 upwards: the way down from there is a crossing, the jump from 4 to 6 was none
    expect(read({ condition: is('crosses', 5), ...again }, at(6, 5, 4.5, 6, 4)).fires.map((it) => it.tradeId)).toEqual([
      1, 4,
    ]);
  });

  test('a jump may retreat at the fire itself', () => {
    expect(read({ condition: is('crosses', 5), ...again }, at(4, 6, 5)).fires.map((it) => it.tradeId)).toEqual([1, 2]);
  });

  test('with a cooldown the value counts from its end on', () => {
    const rule = { condition: is('above', 5), cooldown: 60, rearmPercent: 20 };
    expect(firesOf(rule, '1:5 2:4 3:4.5 62:5 63:4 64:5')).toEqual(['0@1', '5@64']);
    expect(firesOf(rule, '1:5 2:4 61:5')).toEqual(['0@1', '2@61']);
  });

  test('unknown values do not retreat', () => {
    const rule = { condition: is('above', 5, 'volume-5m'), cooldown: 60, rearmPercent: 20 };
    expect(firesOf(rule, '0:1', { volume: [5, null, 4, 5], until: 200 })).toEqual(['0@1', '0@180']);
  });
});

describe('holdSeconds', () => {
  test('fires at the end of the hold, on the last trade', () => {
    const rule = { condition: is('above', 5), holdSeconds: 10 };
    expect(read(rule, '1:4 2:5 3:6 12:1').fires).toMatchObject([
      { kind: 'own', tradeId: 2, second: 12, reason: 'holds' },
    ]);
    expect(firesOf(rule, '1:4 2:5 11.999:4 13:5', { until: 22.9 })).toEqual([]);
    expect(firesOf(rule, '1:5', { until: 11 })).toEqual(['0@11']);
    expect(firesOf(rule, '1:5', { until: 10.999 })).toEqual([]);
  });

  test.each([
    ['below', is('below', 5), [6, 5, 1], '2@12', [6, 5, 6]],
    ['crosses-above', is('crosses-above', 5), [4, 6, 5], '2@12', [4, 6, 4]],
    ['crosses-below', is('crosses-below', 5), [6, 4, 5], '2@12', [6, 4, 6]],
    ['crosses, up', is('crosses', 5), [4, 6, 5], '2@12', [4, 6, 4]],
    ['crosses, down', is('crosses', 5), [6, 4, 5], '2@12', [6, 4, 6]],
    ['enters', range('enters', 4, 6), [3, 4, 6], '2@12', [3, 4, 7]],
    ['leaves', range('leaves', 4, 6), [5, 7, 3], '2@12', [5, 7, 6]],
  ] as const)('%s is held while the value stays on its side', (_, condition, held, fire, broken) => {
    const path = (prices: readonly number[]) => prices.map((price, index) => `${index + 1}:${price}`).join(' ');
    expect(firesOf({ condition, holdSeconds: 10 }, path(held), { until: 12.5 })).toEqual([fire]);
    expect(firesOf({ condition, holdSeconds: 10 }, path(broken), { until: 12.5 })).toEqual([]);
  });

  test('the event that breaks it begins no other; its value is the one judged last', () => {
    // down to 4 breaks the hold of the way up, and is no crossing of its own
    const rule = { condition: is('crosses', 5), holdSeconds: 10 };
    expect(firesOf(rule, '1:4 2:6 3:4 4:4', { until: 40 })).toEqual([]);
    expect(firesOf(rule, '1:4 2:6 3:4 4:6', { until: 14 })).toEqual(['3@14']);
  });

  test('its end is judged with the values of its own minute', () => {
    const rule = { condition: is('above', 5, 'volume-5m'), holdSeconds: 30 };
    expect(firesOf(rule, '31:1', { armAfter: 29, volume: [5, 5], until: 61 })).toEqual([]);
    expect(firesOf(rule, '29:1', { armAfter: 29, volume: [5, 4], until: 60 })).toEqual([]);
    expect(firesOf(rule, '29:1', { armAfter: 29, volume: [5, 5], until: 60 })).toEqual(['0@60']);
  });

  test('a cooldown begins at the end of the hold', () => {
    const rule = { condition: is('above', 5), holdSeconds: 10, cooldown: 60 };
    // holds 1–11, cools until 71, then rises at 72
    const steps = '1:5 12:1 70:5 70.5:1 72:5 83:5';
    expect(firesOf(rule, steps)).toEqual(['0@11', '4@82']);
  });

  test('an unknown value within it is skipped', () => {
    const rule = { condition: is('above', 5, 'volume-5m'), holdSeconds: 120 };
    expect(firesOf(rule, '0:1', { volume: [5, null, 5], until: 180 })).toEqual(['0@121']);
  });

  test('an unknown value at its end ends it, and the next known one arms the alert again', () => {
    const above = { condition: is('above', 5, 'volume-5m'), holdSeconds: 60 };
    expect(firesOf(above, '0:1', { volume: [5, null, 5, 5], until: 200 })).toEqual(['0@180']);
    expect(read(above, '0:1 100:1 200:1', { volume: [5, null, 5, 5], until: 300 }).fires).toMatchObject([
      { watchedFrom: 1 },
    ]);
    expect(read(above, '0:1', { volume: [5, null], until: 61 }).status).toBe('arming');
    const crosses = { condition: is('crosses-above', 5, 'volume-5m'), holdSeconds: 60 };
    expect(firesOf(crosses, '0:1', { volume: [4, 5, null, 5, 5], until: 400 })).toEqual([]);
    // at 240 down, at 300 up again, and held
    expect(firesOf(crosses, '0:1', { volume: [4, 5, null, 5, 4, 5, 5], until: 400 })).toEqual(['0@360']);
  });

  test('with minute-close it ends at the next boundary', () => {
    const rule = { condition: is('above', 5), holdSeconds: 61, confirm: 'minute-close' } as const;
    expect(firesOf(rule, '1:5', { until: 240 })).toEqual(['0@180']);
    expect(firesOf(rule, '1:5 150:1', { until: 240 })).toEqual([]);
  });
});
