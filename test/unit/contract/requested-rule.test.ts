import { describe, expect, it } from 'vitest';
import { conditionsSchema, createAlertSchema, patchAlertSchema } from '../../../contract/alert-request.ts';
import { changedConditions, changedRule, requestedRule } from '../../../contract/requested-rule.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { buildCrossingRule, CROSSES_65000 } from '../../support/crossing-rule.ts';

const RANGE: Condition = { metric: 'change-1h', op: 'enters', from: '2', to: '3' };
const LEVEL: Condition = { metric: 'change-1h', op: 'above', level: '5' };

/** The conditions after the change, or what they lack. */
function changed(before: Partial<Rule>, body: unknown) {
  const rule = buildCrossingRule(before);
  const change = patchAlertSchema.parse(body);
  const parsed = conditionsSchema.safeParse(changedConditions(rule, change));
  return parsed.success
    ? changedRule(rule, change, parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
}

describe('the rule of a new alert', () => {
  it('fires once, by any trade and without options unless asked otherwise', () => {
    const asked = createAlertSchema.parse({ symbol: 'BTCUSDT', condition: CROSSES_65000 });
    expect(requestedRule(asked)).toEqual(buildCrossingRule());
  });

  it('keeps every option that is asked for', () => {
    const options = { rearmPercent: 0.5, holdSeconds: 60, confirm: 'minute-close' } as const;
    const repeat = { mode: 'every-time', cooldownSeconds: 300 } as const;
    const body = { symbol: 'BTCUSDT', all: [LEVEL], repeat, ...options, expiresAt: '2030-01-01T00:00:00Z' };
    const expiresAt = Date.UTC(2030, 0, 1);
    const { condition: _, ...rule } = buildCrossingRule({ all: [LEVEL], repeat, ...options, expiresAt });
    expect(requestedRule(createAlertSchema.parse(body))).toEqual(rule);
  });
});

describe('a change of the condition', () => {
  it('may name only what differs', () => {
    expect(changed({}, { condition: { level: '66000' } })).toMatchObject({
      condition: { ...CROSSES_65000, level: '66000' },
    });
    expect(changed({}, { condition: { op: 'below' } })).toMatchObject({ condition: { ...CROSSES_65000, op: 'below' } });
    expect(changed({ condition: RANGE }, { condition: { from: '1' } })).toMatchObject({
      condition: { ...RANGE, from: '1' },
    });
    expect(changed({ condition: RANGE }, { condition: { metric: 'change-4h', op: 'leaves' } })).toMatchObject({
      condition: { metric: 'change-4h', op: 'leaves', from: '2', to: '3' },
    });
  });

  it('does not keep a level that would mean something else', () => {
    expect(changed({}, { condition: { metric: 'change-1h' } })).toEqual([
      'condition.level is required with crosses-above',
    ]);
    expect(changed({}, { condition: { op: 'enters', from: '1' } })).toEqual(['condition.to is required with enters']);
    expect(changed({ condition: RANGE }, { condition: { op: 'above', level: '4' } })).toMatchObject({
      condition: { metric: 'change-1h', op: 'above', level: '4' },
    });
  });

  it('refuses the level of another kind of operator', () => {
    expect(changed({ condition: RANGE }, { condition: { level: '4' } })).toEqual([
      'condition.level does not go with enters, which takes from and to',
    ]);
  });

  it('goes from one condition to all and back, in full', () => {
    const all = [LEVEL, CROSSES_65000];
    expect(changed({}, { all })).toEqual(buildCrossingRule({ all }));
    expect(changed({}, { all, condition: null })).toEqual(buildCrossingRule({ all }));
    expect(changed({ all }, { condition: LEVEL })).toEqual(buildCrossingRule({ condition: LEVEL }));
    expect(changed({ all }, { condition: { level: '1' } })).toEqual([
      'condition.metric is required',
      'condition.op is required',
    ]);
  });

  it('leaves exactly one of the two', () => {
    const all = [LEVEL, CROSSES_65000];
    expect(changed({}, { all, condition: LEVEL })).toEqual(['all can not be given together with condition']);
    expect(changed({}, { condition: null })).toEqual(['condition is required, or all instead']);
    expect(changed({ all }, { all: null })).toEqual(['condition is required, or all instead']);
    expect(changed({ all }, { condition: null })).toEqual(buildCrossingRule({ all }));
    expect(changed({}, { all: null })).toEqual(buildCrossingRule());
  });
});

describe('a change of options', () => {
  const repeat = { mode: 'every-time', cooldownSeconds: 300 } as const;
  const before = { repeat, rearmPercent: 1, holdSeconds: 5, confirm: 'minute-close', expiresAt: 5 } as const;

  it('keeps what it does not name', () => {
    expect(changed(before, { note: 'sell' })).toEqual(buildCrossingRule(before));
    expect(changed(before, { holdSeconds: 6 })).toEqual(buildCrossingRule({ ...before, holdSeconds: 6 }));
  });

  it('clears with null', () => {
    const body = { rearmPercent: null, holdSeconds: null, expiresAt: null, repeat: { mode: 'once' }, confirm: 'trade' };
    expect(changed(before, body)).toEqual(buildCrossingRule());
  });
});
