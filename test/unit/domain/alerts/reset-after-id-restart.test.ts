import { expect, it } from 'vitest';
import type { AlertState, Paused } from '../../../../domain/alerts/alert.ts';
import { mustResetAfterIdRestart, resetAfterIdRestart } from '../../../../domain/alerts/reset-after-id-restart.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';

const ARM_FROM = { armAfter: 9_000, bookVersion: 3 };
const seen = { asOf: { tradeId: 7, instant: 1_500 }, watchedFrom: { tradeId: 3, time: 1_200, epoch: 1 } };
const active = { status: 'active', ...seen } as const;
const rule = buildCrossingRule();

it.each<AlertState>([
  { status: 'arming', armFrom: { armAfter: 2_000, bookVersion: 1 }, watch: 2, quietly: false, ...seen },
  { ...active, phase: 'watching', watch: 1, zone: 'below' },
  { ...active, phase: 'holding', zone: 'above', reason: 'crossed-up', until: 2_000 },
  { ...active, phase: 'cooling', until: 2_000 },
  { ...active, phase: 'retreating', zone: 'above' },
])('an alert that was armed arms again, and knows nothing of the old ids (%#)', (state) => {
  const anew = { status: 'arming', armFrom: ARM_FROM, watch: 0, quietly: true, asOf: null, watchedFrom: null };
  expect(resetAfterIdRestart({ rule, state }, ARM_FROM)).toEqual(anew);
  expect(resetAfterIdRestart({ rule: buildCrossingRule({ confirm: 'minute-close' }), state }, ARM_FROM)).toEqual({
    ...anew,
    quietly: false,
  });
});

it.each<AlertState>([
  { status: 'paused', ...seen },
  { status: 'triggered', ...seen },
  { status: 'expired', ...seen },
  { status: 'faulty', fault: 'x', ...seen },
])('an alert that was not stays as it is (%#)', (state) => {
  expect(resetAfterIdRestart({ rule, state }, ARM_FROM)).toEqual({ ...state, asOf: null });
});

it('an alert that is paused until an instant goes on at that instant, by ticks of the new ids alone', () => {
  const snoozed = (armAfter: number, asOf: Paused['asOf'] = seen.asOf): AlertState => {
    return { status: 'paused', armFrom: { armAfter, bookVersion: 2 }, asOf, watchedFrom: null };
  };
  const reset = (state: AlertState) => resetAfterIdRestart({ rule, state }, ARM_FROM);
  expect(reset(snoozed(99_000))).toEqual({
    status: 'paused',
    armFrom: { armAfter: 99_000, bookVersion: 3 },
    asOf: null,
    watchedFrom: null,
  });
  expect(reset(snoozed(2_000))).toMatchObject({ armFrom: ARM_FROM });
  const unjudged = snoozed(99_000, null);
  expect(mustResetAfterIdRestart(unjudged, ARM_FROM)).toBe(true);
  expect(mustResetAfterIdRestart(reset(unjudged), ARM_FROM)).toBe(false);
});

it('concerns alerts that were judged by old ids, or could still be armed by them', () => {
  const arming: AlertState = {
    status: 'arming',
    armFrom: { armAfter: 2_000, bookVersion: 2 },
    watch: 0,
    quietly: true,
    asOf: null,
    watchedFrom: null,
  };
  expect(mustResetAfterIdRestart(arming, ARM_FROM)).toBe(true);
  expect(mustResetAfterIdRestart({ ...arming, armFrom: ARM_FROM }, ARM_FROM)).toBe(false);
  expect(mustResetAfterIdRestart({ ...arming, armFrom: ARM_FROM, asOf: seen.asOf }, ARM_FROM)).toBe(true);
  expect(mustResetAfterIdRestart({ status: 'paused', asOf: null, watchedFrom: null }, ARM_FROM)).toBe(false);
});
