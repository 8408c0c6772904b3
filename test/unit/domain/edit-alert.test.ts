import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertState } from '../../../domain/alert.ts';
import { OPERATORS } from '../../../domain/condition.ts';
import { type AlertEdit, type EditableAlert, editAlert } from '../../../domain/edit-alert.ts';
import { buildStoredAlert } from '../build/stored-alert.ts';

const ARM_FROM = { armAfter: 9_000, bookVersion: 3 };
const seen = { asOf: { tradeId: 7, instant: 1_500 }, watchedFrom: { tradeId: 3, time: 1_200 } };
const STATES: AlertState[] = [
  { status: 'arming', armFrom: { armAfter: 2_000, bookVersion: 1 }, ...seen },
  { status: 'active', side: 'below', ...seen },
  { status: 'paused', ...seen },
  { status: 'triggered', ...seen },
  { status: 'expired', ...seen },
  { status: 'faulty', fault: 'x', ...seen },
];
const ARMING: AlertState = { status: 'arming', armFrom: ARM_FROM, asOf: seen.asOf, watchedFrom: null };

const alertWith = (state: AlertState): EditableAlert => buildStoredAlert({ state });
const change = (state: AlertState, edit: AlertEdit) => editAlert(alertWith(state), edit, ARM_FROM);

const anyState = fc.constantFrom(...STATES);
const anyEdit: fc.Arbitrary<AlertEdit> = fc.record(
  {
    condition: fc.record(
      { op: fc.constantFrom(...OPERATORS), level: fc.constantFrom('65000', '66000') },
      { requiredKeys: [] },
    ),
    note: fc.option(fc.constantFrom('a', 'b')),
    status: fc.constantFrom('active' as const, 'paused' as const),
  },
  { requiredKeys: [] },
);

describe('editing an alert', () => {
  it('re-arms on a changed level, from now on and without judging anything again', () => {
    for (const state of STATES.filter(({ status }) => status !== 'paused')) {
      const edited = change(state, { condition: { level: '66000' } });
      expect(edited).toMatchObject({ scope: 'book', alert: { state: ARMING } });
      expect(edited.alert.rule.condition).toEqual({ metric: 'price', op: 'crosses-above', level: '66000' });
    }
  });

  it('leaves a paused alert paused when only its level changes', () => {
    const edited = change({ status: 'paused', ...seen }, { condition: { level: '66000' } });
    expect(edited).toMatchObject({ scope: 'book', alert: { state: { status: 'paused' } } });
  });

  it.each(['paused', 'triggered', 'expired', 'faulty'])('re-arms a %s alert by status active', (status) => {
    const state = STATES.find((it) => it.status === status);
    expect(state && change(state, { status: 'active' })).toMatchObject({ scope: 'book', alert: { state: ARMING } });
  });

  it.each(['arming', 'active'])('leaves an alert that is %s as it is by status active', (status) => {
    const state = STATES.find((it) => it.status === status);
    expect(state && change(state, { status: 'active' }).scope).toBe('nothing');
  });

  it('changes note and channels where the alert stands', () => {
    const state: AlertState = { status: 'active', side: 'below', ...seen };
    expect(change(state, { note: 'sell' })).toMatchObject({ scope: 'words', alert: { note: 'sell', state } });
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
        expect(editAlert(once, edit, { armAfter: 9_001, bookVersion: 4 })).toEqual({ scope: 'nothing', alert: once });
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
