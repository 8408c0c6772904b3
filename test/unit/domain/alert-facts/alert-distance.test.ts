import { describe, expect, test } from 'vitest';
import { distanceOf } from '../../../../domain/alert-facts/alert-distance.ts';
import type { AlertState } from '../../../../domain/alerts/alert.ts';
import type { ObservedCoin } from '../../../../domain/market/coin.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { ARMING, active, at, coin, LATER, NOW, range, watching } from '../../../support/explained.ts';

const distance = (rule: Partial<Rule>, state: AlertState, observed: ObservedCoin | null) =>
  distanceOf({ rule: buildCrossingRule(rule), state, lastTrigger: null }, { coin: observed, now: NOW });
const crossing = { condition: at('crosses-above') };

describe('of one condition', () => {
  test.each<[string, Partial<Rule>, AlertState, string, string, number]>([
    ['below it', crossing, watching('below'), '64000', '65000', 1.5625],
    ['above it, from where it must go back first', crossing, watching('above'), '65536', '65000', -0.81787],
    ['back below it, which is not judged yet', crossing, watching('above'), '64000', '65000', 1.5625],
    ['beyond it, which is not judged yet', crossing, watching('below'), '66000', '65000', 0],
    ['beyond it as the alert arms', crossing, ARMING, '66000', '65000', -1.51515],
    ['where the condition is met as the alert arms', { condition: at('above') }, ARMING, '66000', '65000', 0],
    ['above a range', { condition: range('enters') }, watching('above'), '70000', '65000', -7.14286],
    ['below a range', { condition: range('enters') }, watching('below'), '50000', '60000', 20],
    ['in a range', { condition: range('leaves') }, watching('within'), '64000', '65000', 1.5625],
  ])('the price is %s', (_, rule, state, price, level, percent) => {
    const found = distance(rule, state, coin(price));
    expect(found).toMatchObject({ metric: 'price', value: price, level });
    expect(found?.percent).toBeCloseTo(percent, 5);
  });

  test('a percentage moves in points, and nothing is a percentage of 0', () => {
    const values = { refs: { 'change-1h': '62500' }, measures: { 'volume-5m': 0 } };
    const change = distance(
      { condition: at('above', '5', 'change-1h') },
      watching('below'),
      coin('65000', 'live', values),
    );
    expect(change).toMatchObject({ metric: 'change-1h', value: '4', level: '5' });
    expect(change?.percent).toBeCloseTo(1, 9);
    const volume = { condition: at('above', '5', 'volume-5m') };
    expect(distance(volume, watching('below'), coin('65000', 'live', values))).toEqual({
      ...{ metric: 'volume-5m', value: '0', level: '5', percent: null },
    });
  });
});

test('of several conditions it is that of the farthest that is not met', () => {
  const all = [at('above', '60000'), at('below', '70000'), at('above', '5', 'change-1h')];
  const observed = coin('64000', 'live', { refs: { 'change-1h': '62500' } });
  expect(distance({ all }, watching('below', 2), observed)).toMatchObject({ metric: 'change-1h', level: '5' });
  const near = [at('above', '65000'), at('above', '64640')];
  expect(distance({ all: near }, watching('below'), observed)).toMatchObject({ level: '65000', percent: 1.5625 });
});

test.each<[string, AlertState]>([
  ['paused', { status: 'paused', asOf: null, watchedFrom: null }],
  ['over', { status: 'triggered', asOf: null, watchedFrom: null }],
  ['cooling down', { ...active, phase: 'cooling', until: LATER }],
  ['waiting for a retreat', { ...active, phase: 'retreating', zone: 'above' }],
])('there is none of an alert that is %s', (_, state) => {
  const rule = { ...crossing, repeat: { mode: 'every-time', cooldownSeconds: null } as const, rearmPercent: 1 };
  expect(distance(rule, state, coin('64000'))).toBeNull();
});

test('there is none while the value is not known', () => {
  expect(distance(crossing, watching('below'), null)).toBeNull();
  expect(distance(crossing, ARMING, coin(null))).toBeNull();
});
