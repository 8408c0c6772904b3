import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../../../domain/alerts/alert.ts';
import {
  type AlertEdit,
  type EditableAlert,
  editAlert,
  needsFutureExpiry,
} from '../../../../domain/alerts/edit-alert.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';

const ARM_FROM = { armAfter: 9_000, bookVersion: 3 };
const seen = { asOf: { tradeId: 7, instant: 1_500 }, watchedFrom: { tradeId: 3, time: 1_200, epoch: 1 } };
const active = { status: 'active', ...seen } as const;
const WATCHING: AlertState = { ...active, phase: 'watching', watch: 0, zone: 'below' };
const PAUSED: AlertState = { status: 'paused', ...seen };
const SNOOZED: AlertState = {
  status: 'paused',
  armFrom: { armAfter: 50_000, bookVersion: 2 },
  asOf: seen.asOf,
  watchedFrom: null,
};
const STATES: AlertState[] = [
  { status: 'arming', armFrom: { armAfter: 2_000, bookVersion: 1 }, watch: 0, quietly: false, ...seen },
  WATCHING,
  { ...active, phase: 'holding', zone: 'above', reason: 'crossed-up', until: 2_000 },
  { ...active, phase: 'cooling', until: 2_000 },
  { ...active, phase: 'retreating', zone: 'above' },
  PAUSED,
  SNOOZED,
  { status: 'triggered', ...seen },
  { status: 'expired', ...seen },
  { status: 'faulty', fault: 'x', ...seen },
];
/** As a new alert's, but for `asOf`. */
const ARMING: AlertState = {
  status: 'arming',
  armFrom: ARM_FROM,
  watch: 0,
  quietly: true,
  asOf: seen.asOf,
  watchedFrom: null,
};
const OTHER_RULES: Rule[] = [
  buildCrossingRule({ condition: { metric: 'price', op: 'crosses-above', level: '66000' } }),
  buildCrossingRule({ repeat: { mode: 'every-time', cooldownSeconds: 60 } }),
  buildCrossingRule({ holdSeconds: 5 }),
  buildCrossingRule({ expiresAt: 99_000 }),
];
const OTHER_LEVEL = OTHER_RULES[0] ?? buildCrossingRule();

const alertWith = (state: AlertState): EditableAlert => buildStoredAlert({ state });
const change = (state: AlertState, edit: Partial<AlertEdit>) =>
  editAlert(alertWith(state), { rule: buildCrossingRule(), ...edit }, ARM_FROM);

const anyState = fc.constantFrom(...STATES);
const anyEdit: fc.Arbitrary<Partial<AlertEdit>> = fc.record(
  {
    rule: fc.constantFrom(buildCrossingRule(), ...OTHER_RULES),
    name: fc.option(fc.constantFrom('a', 'b')),
    note: fc.option(fc.constantFrom('a', 'b')),
    status: fc.constantFrom('active' as const, 'paused' as const),
    pausedUntil: fc.constantFrom(null, 50_000, 60_000),
  },
  { requiredKeys: [] },
);

describe('editing an alert', () => {
  it.each(OTHER_RULES)('re-arms on a changed rule, from now on and without judging anything again (%#)', (rule) => {
    for (const state of STATES.filter(({ status }) => status !== 'paused')) {
      expect(change(state, { rule })).toMatchObject({ scope: 'index', alert: { rule, state: ARMING } });
    }
  });

  it('arms no alert of minute closes on a quiet coin', () => {
    const rule = buildCrossingRule({ confirm: 'minute-close' });
    expect(change(WATCHING, { rule }).alert.state).toEqual({ ...ARMING, quietly: false });
  });

  it('leaves a paused alert paused when only its rule changes', () => {
    const edited = change(PAUSED, { rule: OTHER_LEVEL });
    expect(edited).toMatchObject({ scope: 'index', alert: { rule: OTHER_LEVEL, state: PAUSED } });
  });

  it('pauses an alert in any state until an instant, from which on ticks of this version arm it', () => {
    const paused = {
      status: 'paused',
      armFrom: { armAfter: 60_000, bookVersion: 3 },
      asOf: seen.asOf,
      watchedFrom: null,
    };
    for (const state of STATES) {
      const edited = change(state, { status: 'paused', pausedUntil: 60_000 });
      expect([edited.scope, edited.alert.state]).toEqual(['index', paused]);
    }
    expect(change(SNOOZED, { status: 'paused', pausedUntil: 50_000 }).scope).toBe('nothing');
    expect(needsFutureExpiry(alertWith(WATCHING), alertWith(SNOOZED))).toBe(true);
  });

  it('pauses without an end when none is given, resumes at once by status active, and keeps the end when only the rule changes', () => {
    expect(change(SNOOZED, { status: 'paused' }).alert.state).toEqual({ ...PAUSED, watchedFrom: null });
    expect(change(SNOOZED, { status: 'active' }).alert.state).toEqual(ARMING);
    expect(change(SNOOZED, { note: 'sell' })).toMatchObject({ scope: 'texts', alert: { state: SNOOZED } });
    expect(change(SNOOZED, { rule: OTHER_LEVEL }).alert).toMatchObject({
      rule: OTHER_LEVEL,
      state: { ...SNOOZED, armFrom: { armAfter: 50_000, bookVersion: 3 } },
    });
  });

  it('arms at once when the end of the pause was judged already, as by a clock that is behind', () => {
    const judged = { ...WATCHING, asOf: { tradeId: 7, instant: 60_000 } };
    expect(change(judged, { status: 'paused', pausedUntil: 60_000 }).alert.state).toMatchObject({
      status: 'arming',
      armFrom: { armAfter: 60_000, bookVersion: 3 },
      asOf: judged.asOf,
    });
  });

  it.each(['paused', 'triggered', 'expired', 'faulty'])('re-arms a %s alert by status active', (status) => {
    const state = STATES.find((it) => it.status === status);
    expect(state && change(state, { status: 'active' })).toMatchObject({ scope: 'index', alert: { state: ARMING } });
  });

  it.each(STATES.filter(({ status }) => status === 'arming' || status === 'active'))(
    'leaves an alert that is armed as it is by status active (%#)',
    (state) => {
      expect(change(state, { status: 'active' }).scope).toBe('nothing');
    },
  );

  it.each(STATES)('changes name, note and channels without touching the state (%#)', (state) => {
    expect(change(state, { name: 'Exit' })).toMatchObject({
      scope: 'texts',
      alert: { name: 'Exit', note: null, state },
    });
    expect(change(state, { note: 'sell' })).toMatchObject({
      scope: 'texts',
      alert: { name: null, note: 'sell', state },
    });
  });

  it('never resets what was judged', () => {
    fc.assert(
      fc.property(anyState, anyEdit, (state, edit) => {
        expect(change(state, edit).alert.state.asOf).toEqual(state.asOf);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyState, anyEdit, (state, edit) => {
        const once = change(state, edit).alert;
        const again = { rule: once.rule, ...edit };
        expect(editAlert(once, again, { armAfter: 9_001, bookVersion: 4 })).toEqual({ scope: 'nothing', alert: once });
      }),
    );
  });

  it('pauses whenever asked to, and stays paused unless asked to go on', () => {
    fc.assert(
      fc.property(anyState, anyEdit, (state, edit) => {
        const { status } = change(state, edit).alert.state;
        if (edit.status === 'paused') expect(status).toBe('paused');
        if (edit.status === undefined && state.status === 'paused') expect(status).toBe('paused');
        if (edit.status === 'active') expect(['arming', 'active']).toContain(status);
      }),
    );
  });
});

describe('the expiry must be in the future', () => {
  const deps = (state: AlertState, edit: Partial<AlertEdit>) =>
    needsFutureExpiry(alertWith(state), change(state, edit).alert);

  it('when the alert is armed again, or the expiry is a new one', () => {
    expect(deps(PAUSED, { status: 'active' })).toBe(true);
    expect(deps(WATCHING, { rule: OTHER_LEVEL })).toBe(true);
    expect(deps(PAUSED, { rule: buildCrossingRule({ expiresAt: 99_000 }) })).toBe(true);
  });

  it('but not when the alert keeps its state', () => {
    expect(deps(WATCHING, { note: 'sell' })).toBe(false);
    expect(deps(WATCHING, { status: 'paused' })).toBe(false);
    expect(deps(PAUSED, { rule: OTHER_LEVEL })).toBe(false);
  });
});
