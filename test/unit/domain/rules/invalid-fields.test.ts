import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../../domain/metrics/metric.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { invalidExpiry } from '../../../../domain/rules/expiry.ts';
import { invalidFields } from '../../../../domain/rules/invalid-fields.ts';
import {
  LEVEL_OPERATORS,
  type LevelOperator,
  type RangeOperator,
} from '../../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';

const EVERY_TIME = { mode: 'every-time', cooldownSeconds: 300 } as const;

function faults(fields: Partial<Rule>): string[] {
  return invalidFields(buildCrossingRule(fields)).map(({ path, message }) => `${path}: ${message}`);
}

function at(metric: Metric, op: LevelOperator, level: string): Condition {
  return { metric, op, level };
}

function range(metric: Metric, op: RangeOperator, from: string, to: string): Condition {
  return { metric, op, from, to };
}

describe('a level', () => {
  it.each([
    ['price', '0', 'must be greater than 0'],
    ['price', '-1', 'must be greater than 0'],
    ['change-1h', '-100', 'must be greater than -100'],
    ['volatility-24h', '-0.1', 'must be at least 0'],
    ['volume-5m', '-1', 'must be at least 0'],
  ] as const)('of %s is refused at %s by every operator', (metric, level, message) => {
    for (const op of LEVEL_OPERATORS) {
      expect(faults({ condition: at(metric, op, level) })).toEqual([`condition.level: ${message}`]);
    }
    expect(faults({ condition: range(metric, 'leaves', level, '5') })).toEqual([`condition.from: ${message}`]);
  });

  it.each([
    ['price', '0.00000001'],
    ['change-1h', '-99.9999'],
    ['change-1h', '0'],
    ['volume-5m', '0.1'],
  ] as const)('of %s may be %s with every operator', (metric, level) => {
    for (const op of LEVEL_OPERATORS) expect(faults({ condition: at(metric, op, level) })).toEqual([]);
  });

  it('of 0 is the least volume: it is fallen to, stood at and left, but never crossed from below', () => {
    for (const op of ['above', 'below', 'crosses-below', 'crosses'] as const) {
      expect(faults({ condition: at('volume-1h', op, '0') })).toEqual([]);
    }
    for (const op of ['enters', 'leaves'] as const) {
      expect(faults({ condition: range('volume-1h', op, '0', '5') })).toEqual([]);
    }
    expect(faults({ condition: at('volume-1h', 'crosses-above', '0') })).toEqual([
      'condition.level: must be greater than 0: volume-1h is never below it',
    ]);
  });

  it.each([
    ['3', '2'],
    ['2', '2'],
  ])('range from %s to %s is empty', (from, to) => {
    expect(faults({ condition: range('price', 'enters', from, to) })).toEqual([
      'condition.to: must be greater than from',
    ]);
  });
});

describe('a level that each fire moves', () => {
  const moving = (condition: Condition, step: string, fields: object = {}) =>
    faults({
      condition,
      repeat: { mode: 'every-time', cooldownSeconds: null, reanchor: { step, tickSize: '0.01' } },
      ...fields,
    });

  it.each([
    ['above', '+5%'],
    ['crosses-above', '+0.1%'],
    ['below', '-5%'],
    ['crosses-below', '-99.9%'],
    ['crosses', '+5%'],
    ['crosses', '-5%'],
  ] as const)('goes with %s and a step of %s, without a cooldown', (op, step) => {
    expect(moving(at('price', op, '5'), step)).toEqual([]);
    expect(moving(at('price', op, '5'), step, { holdSeconds: 5, confirm: 'minute-close' })).toEqual([]);
  });

  it.each([
    ['above', '-5%'],
    ['crosses-above', '-5%'],
    ['below', '+5%'],
    ['crosses-below', '+5%'],
  ] as const)('does not go with %s and a step of %s, which would be met at once', (op, step) => {
    const message = `does not go with ${op}: it must lead to where the price has yet to go`;
    expect(moving(at('price', op, '5'), step)).toEqual([`repeat.step: ${message}`]);
  });

  it('needs a step that is neither noise nor impossible, one level of the price, and no retreat', () => {
    const level = at('price', 'above', '5');
    expect(moving(level, '+0.09%')).toEqual(['repeat.step: must be at least 0.1 %, up or down']);
    expect(moving(at('price', 'below', '5'), '-100%')).toEqual([
      'repeat.step: must be more than -100 % and at most 1000000 %',
    ]);
    expect(moving(at('change-1h', 'above', '5'), '+5%')).toEqual(['repeat.reanchor: goes with a condition on price']);
    expect(moving(range('price', 'enters', '5', '6'), '+5%')).toEqual([
      'repeat.reanchor: goes with a level, not with a range (enters)',
    ]);
    expect(moving(level, '+5%', { condition: undefined, all: [level, at('price', 'below', '9')] })).toEqual([
      'repeat.reanchor: goes with a single condition, not with all',
    ]);
    expect(moving(level, '+5%', { rearmPercent: 1 })).toEqual([
      'rearmPercent: does not go with reanchor: the level that the value would retreat from moves',
    ]);
  });
});

describe('all', () => {
  it('takes one condition that has to move, and any number that hold', () => {
    const all = [at('price', 'crosses', '5'), at('change-1h', 'above', '2'), at('price', 'below', '9')];
    expect(faults({ all })).toEqual([]);
    expect(faults({ all: [...all, range('volume-1h', 'leaves', '1', '2')] })).toEqual([
      "all.3: can't be combined with all.0: only one condition of all may be crosses…, enters or leaves",
    ]);
  });

  it('names a condition only once', () => {
    expect(faults({ all: [at('price', 'above', '5'), at('price', 'below', '9'), at('price', 'above', '5')] })).toEqual([
      'all.2: is the same as all.0',
    ]);
  });

  it.each([
    [[at('price', 'below', '3'), at('volume-1h', 'above', '4'), at('price', 'above', '5')], 'all.2', 'all.0'],
    [[at('price', 'above', '5'), at('price', 'above', '1'), at('price', 'below', '3')], 'all.2', 'all.0'],
  ])('must be able to hold together (%#)', (all, path, other) => {
    expect(faults({ all })).toEqual([`${path}: can never hold together with ${other}`]);
  });

  it.each([
    [at('price', 'crosses-above', '9'), at('price', 'below', '8')],
    [at('price', 'crosses-below', '5'), at('price', 'above', '6')],
    [range('price', 'enters', '5', '6'), at('price', 'above', '7')],
    [range('price', 'enters', '5', '6'), at('price', 'below', '4')],
    [at('volume-1h', 'crosses', '0'), at('volume-1h', 'above', '1')],
    [range('volume-1h', 'leaves', '0', '6'), at('volume-1h', 'below', '6')],
  ])('refuses a move that leads where the others do not hold (%#)', (edge, other) => {
    const message = `can never happen while the other conditions on ${edge.metric} hold`;
    expect(faults({ all: [other, edge] })).toEqual([`all.1: ${message}`]);
  });

  it('refuses a range that can only be left to where the others do not hold', () => {
    const all = [range('price', 'leaves', '5', '10'), at('price', 'above', '6'), at('price', 'below', '9')];
    expect(faults({ all })).toHaveLength(1);
    expect(faults({ all: [range('price', 'leaves', '5', '10'), at('price', 'above', '6')] })).toEqual([]);
  });

  it.each([
    [at('price', 'above', '5'), at('price', 'below', '5')],
    [at('price', 'crosses-above', '5'), at('price', 'below', '5')],
    [at('price', 'crosses', '5'), at('price', 'above', '9')],
    [range('price', 'enters', '5', '6'), at('price', 'above', '6')],
    [at('change-1h', 'above', '5'), at('change-5m', 'below', '3')],
  ])('may meet in one point, and differ from metric to metric (%#)', (...all) => {
    expect(faults({ all })).toEqual([]);
  });

  it.each([
    [at('volume-5m', 'above', '6'), at('volume-1h', 'below', '5')],
    [at('volume-24h', 'below', '5'), at('volume-1h', 'crosses-above', '6')],
    [at('volume-24h', 'crosses-below', '5'), at('volume-5m', 'above', '6')],
    [range('volume-1h', 'enters', '6', '9'), at('volume-24h', 'below', '5')],
    [range('volume-24h', 'enters', '3', '5'), at('volume-1h', 'above', '6')],
  ])('refuses a volume above that of a longer window (%#)', (...all) => {
    expect(faults({ all })).toEqual(['all.1: can never hold together with all.0']);
    expect(faults({ all: all.toReversed() })).toEqual(['all.1: can never hold together with all.0']);
  });

  it.each([
    [at('volume-5m', 'above', '5'), at('volume-1h', 'below', '5')],
    [at('volume-5m', 'below', '5'), at('volume-1h', 'above', '6')],
    [at('volume-5m', 'crosses', '6'), at('volume-1h', 'below', '5')],
    [range('volume-5m', 'leaves', '6', '9'), at('volume-1h', 'below', '5')],
    [range('volume-5m', 'enters', '3', '9'), at('volume-1h', 'below', '5')],
    [at('volatility-1h', 'above', '6'), at('volatility-24h', 'below', '5')],
  ])('takes volumes that can be together (%#)', (...all) => {
    expect(faults({ all })).toEqual([]);
  });

  it.each(['holdSeconds', 'rearmPercent'] as const)('does not go with %s, unless it is of one condition', (option) => {
    const more = { repeat: EVERY_TIME, [option]: 5 };
    const all = [at('price', 'above', '5'), at('change-1h', 'above', '2')];
    expect(faults({ all, ...more })).toEqual([`${option}: goes with a single condition, not with all`]);
    expect(faults({ all: all.slice(0, 1), ...more })).toEqual([]);
  });
});

describe('an option', () => {
  it.each([
    [{ repeat: { mode: 'every-time', cooldownSeconds: 59 } }, 'repeat.cooldownSeconds: must be at least 60'],
    [
      { repeat: { mode: 'every-time', cooldownSeconds: 2_592_001 } },
      'repeat.cooldownSeconds: must be at most 2592000 (30 days)',
    ],
    [
      { repeat: { mode: 'every-time', cooldownSeconds: null } },
      'repeat.cooldownSeconds: is required with every-time, unless rearmPercent or reanchor is given',
    ],
    [{ holdSeconds: 0 }, 'holdSeconds: must be at least 1'],
    [{ holdSeconds: 604_801 }, 'holdSeconds: must be at most 604800 (7 days)'],
    [{ rearmPercent: 1 }, 'rearmPercent: goes with repeat every-time, not with once'],
    [{ repeat: EVERY_TIME, rearmPercent: 0 }, 'rearmPercent: must be greater than 0'],
    [{ repeat: EVERY_TIME, rearmPercent: -1 }, 'rearmPercent: must be greater than 0'],
    [{ repeat: EVERY_TIME, rearmPercent: 1e-300 }, 'rearmPercent: must be at least 0.01'],
    [
      { repeat: EVERY_TIME, rearmPercent: 1e300, condition: at('price', 'below', '5') },
      'rearmPercent: must be at most 1000000',
    ],
  ] as const)('%j is refused', (fields, message) => {
    expect(faults(fields)).toEqual([message]);
  });

  it.each([
    { repeat: { mode: 'every-time', cooldownSeconds: 60 } },
    { repeat: { mode: 'every-time', cooldownSeconds: 2_592_000 } },
    { repeat: { mode: 'every-time', cooldownSeconds: null }, rearmPercent: 0.5 },
    { repeat: EVERY_TIME, rearmPercent: 99.9 },
    { holdSeconds: 1 },
    { holdSeconds: 604_800, confirm: 'minute-close' },
  ] as const)('%j is taken', (fields) => {
    expect(faults(fields)).toEqual([]);
  });
});

describe('a retreat', () => {
  const rearm = (condition: Condition, rearmPercent: number) => faults({ condition, rearmPercent, repeat: EVERY_TIME });

  it.each([
    [at('change-1h', 'above', '0')],
    [at('volume-1h', 'crosses-below', '0')],
    [range('change-1h', 'enters', '0', '5')],
    [range('change-1h', 'leaves', '-5', '0')],
  ])('has no size at a level of 0 (%#)', (condition) => {
    expect(rearm(condition, 1)).toEqual(['rearmPercent: has no meaning with a level of 0: it is a percentage of it']);
  });

  it.each([
    [at('price', 'above', '50'), 99.99, 100],
    [at('price', 'crosses-above', '50'), 99.99, 100],
    [at('volume-1h', 'above', '50'), 100, 100.01],
    // -99 - 0.99 is still to be reached, -99 - 1.98 is not
    [at('change-1h', 'crosses-above', '-99'), 1, 2],
    // 40 + 10 to 60 - 15 is empty, 40 + 4 to 60 - 6 is not; they meet at 20 %, in 48
    [range('price', 'leaves', '40', '60'), 20, 20.01],
  ])('must be to where the value can go (%#)', (condition, possible, impossible) => {
    expect(rearm(condition, possible)).toEqual([]);
    expect(rearm(condition, impossible)).toEqual([expect.stringMatching(/^rearmPercent: is too large: /)]);
  });

  it.each([
    [at('price', 'below', '50')],
    [at('price', 'crosses-below', '50')],
    [at('price', 'crosses', '50')],
    [range('price', 'enters', '40', '50')],
  ])('upwards has no end (%#)', (condition) => {
    expect(rearm(condition, 500)).toEqual([]);
  });
});

describe('an expiry', () => {
  const now = Date.UTC(2026, 0, 1);
  it.each([
    [now, 'must be in the future'],
    [now - 1, 'must be in the future'],
    [Date.UTC(2036, 0, 2), 'must be within 10 years'],
  ])('at %i is refused', (expiresAt, message) => {
    expect(invalidExpiry(buildCrossingRule({ expiresAt }), now)).toEqual([{ path: 'expiresAt', message }]);
  });

  it.each([now + 1, Date.UTC(2035, 11, 30), null])('at %s is taken', (expiresAt) => {
    expect(invalidExpiry(buildCrossingRule({ expiresAt }), now)).toEqual([]);
  });

  // noon and 10 seconds; an expiry comes before whatever else would happen at its instant
  it.each([
    [{ holdSeconds: 300 }, '12:05:10'],
    [{ confirm: 'minute-close' }, '12:01:00'],
    // held from the first close to the next one, however short the hold
    [{ confirm: 'minute-close', holdSeconds: 1 }, '12:02:00'],
    [{ confirm: 'minute-close', holdSeconds: 60 }, '12:02:00'],
    [{ confirm: 'minute-close', holdSeconds: 61 }, '12:03:00'],
  ] as const)('must leave the alert time to fire (%#)', (options, earliest) => {
    const noon = Date.UTC(2026, 0, 1, 12, 0, 10);
    const expiresAt = Date.parse(`2026-01-01T${earliest}Z`);
    expect(invalidExpiry(buildCrossingRule({ ...options, expiresAt }), noon)).toEqual([
      { path: 'expiresAt', message: `must be later: the alert can't fire before 2026-01-01T${earliest}.000Z` },
    ]);
    expect(invalidExpiry(buildCrossingRule({ ...options, expiresAt: expiresAt + 1 }), noon)).toEqual([]);
  });
});
