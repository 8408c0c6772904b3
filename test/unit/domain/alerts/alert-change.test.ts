import { describe, expect, it } from 'vitest';
import type { StoredAlert } from '../../../../adapters/dynamodb/alerts/alert-item.ts';
import { recordChange } from '../../../../domain/alerts/alert-change.ts';
import { armingState } from '../../../../domain/alerts/arming-state.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';

const before = buildStoredAlert();
const PAUSED = { status: 'paused' as const, asOf: null, watchedFrom: null };
const TRIGGERED = { status: 'triggered' as const, asOf: null, watchedFrom: null };
const arming = armingState(before.rule, { armAfter: 2_000, bookVersion: 1 }, null);

const changed = (fields: Partial<StoredAlert>): StoredAlert => ({ ...before, ...fields, rev: 3, version: 2 });
const record = (from: StoredAlert | null, to: StoredAlert | null) =>
  recordChange({ before: from, after: to, by: 'you', at: 2_000 });

describe('an entry of the history', () => {
  it('has every field of a new alert that is there', () => {
    expect(record(null, before)).toMatchObject({ version: 1, what: 'created', rule: before.rule, state: before.state });
    expect(record(null, before).changes).toEqual([
      { field: 'condition', before: null, after: before.rule.condition },
      { field: 'repeat', before: null, after: { mode: 'once' } },
      { field: 'confirm', before: null, after: 'trade' },
      { field: 'status', before: null, after: 'active' },
      { field: 'channels', before: null, after: [{ type: 'email' }] },
    ]);
  });

  it('has what differs, and not what is the same in another order', () => {
    const rule = buildCrossingRule({ expiresAt: 9_000 });
    const { condition } = rule;
    const turned = condition && Object.fromEntries(Object.entries(condition).reverse());
    const after = changed({ rule: { ...rule, condition: turned as typeof condition }, note: 'sell', state: arming });
    expect(record(before, after)).toMatchObject({
      ...{ version: 2, at: 2_000, by: 'you', what: 'changed', state: arming },
      changes: [
        { field: 'expiresAt', before: null, after: 9_000 },
        { field: 'status', before: 'active', after: 'arming' },
        { field: 'note', before: null, after: 'sell' },
      ],
    });
  });

  it('names a field that is stored one day', () => {
    const after = { ...changed({}), colour: 'red' };
    expect(record(before, after).changes).toEqual([{ field: 'colour', before: null, after: 'red' }]);
  });

  it.each([
    ['paused', before, changed({ state: PAUSED })],
    ['resumed', changed({ state: PAUSED }), changed({ state: arming })],
    ['rearmed', changed({ state: TRIGGERED }), changed({ state: arming })],
    ['changed', before, changed({ note: 'sell' })],
    ['changed', changed({ state: TRIGGERED }), changed({ state: arming, rule: buildCrossingRule({ holdSeconds: 9 }) })],
    ['deleted', before, null],
  ])('says that the alert was %s', (what, from, to) => {
    expect(record(from, to).what).toBe(what);
  });

  it('keeps the last rule of a deleted alert, under a version of its own', () => {
    expect(record(before, null)).toMatchObject({ version: 2, changes: [], rule: before.rule, state: before.state });
  });

  it('has no rule where the alert could not be read', () => {
    const state = { status: 'faulty' as const, fault: 'rule: is missing', asOf: null, watchedFrom: null };
    const faulty = { ...before, rule: null, state };
    expect(recordChange({ before: faulty, after: null, by: 'you', at: 1 })).toMatchObject({ rule: null, state: null });
  });
});
