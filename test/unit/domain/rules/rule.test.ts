import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { isSameRule, type Rule, withoutListOfOne } from '../../../../domain/rules/rule.ts';
import { buildCrossingRule, CROSSES_65000 } from '../../../support/crossing-rule.ts';

const LEVEL: Condition = { metric: 'change-1h', op: 'above', level: '5' };

describe('a list of one condition', () => {
  it('is that condition', () => {
    expect(withoutListOfOne(buildCrossingRule({ all: [LEVEL] }))).toEqual(buildCrossingRule({ condition: LEVEL }));
    const several = buildCrossingRule({ all: [LEVEL, CROSSES_65000] });
    expect(withoutListOfOne(several)).toEqual(several);
  });
});

describe('two rules are the same', () => {
  it('whatever the order of their fields and the zeros of their levels', () => {
    const condition: Condition = { level: '65000.0', op: 'crosses-above', metric: 'price' };
    const { repeat, ...rest } = buildCrossingRule({ condition });
    expect(isSameRule({ ...rest, repeat }, buildCrossingRule())).toBe(true);
  });

  it.each<Partial<Rule>>([
    { condition: { ...LEVEL, metric: 'price', level: '65000' } },
    { condition: { metric: 'price', op: 'crosses-above', level: '65001' } },
    { all: [CROSSES_65000, LEVEL] },
    { repeat: { mode: 'every-time', cooldownSeconds: 60 } },
    { rearmPercent: 1 },
    { holdSeconds: 1 },
    { confirm: 'minute-close' },
    { expiresAt: 1 },
  ])('unless they differ in %j', (fields) => {
    expect(isSameRule(buildCrossingRule(fields), buildCrossingRule())).toBe(false);
  });
});
