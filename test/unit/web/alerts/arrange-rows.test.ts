import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertView } from '../../../../contract/alert-view.ts';
import type { GroupSummary } from '../../../../contract/group-view.ts';
import { NO_FILTER } from '../../../../web/alerts/alert-filter.ts';
import { arrangeRows } from '../../../../web/alerts/arrange-rows.ts';
import { buildAlertView } from '../../../support/alert-views.ts';

const noPrice = () => null;

function alertAt(id: string, percent: string | null, fields: Partial<AlertView> = {}): AlertView {
  const distance = percent === null ? null : { metric: 'price' as const, value: '1', level: '2', percent };
  return buildAlertView({ id, distance, ...fields });
}

function buildGroup(id: string): GroupSummary {
  return {
    ...{ id, name: null, note: null, condition: null, all: null, repeat: { mode: 'once' }, rearmPercent: null },
    ...{ holdSeconds: null, expiresAt: null, confirm: 'trade', channels: [], coins: 'followed', fires: 'each' },
    ...{ status: 'active', pausedUntil: null, firedBy: null, memberCount: 0, version: 1 },
    ...{ createdAt: '2026-11-22T12:00:00.000Z', updatedAt: '2026-11-22T12:00:00.000Z' },
  };
}

describe('rows', () => {
  it('are closest to firing first, in whichever direction, and those without a distance last', () => {
    const alerts = [alertAt('a', '4'), alertAt('b', null), alertAt('c', '-0.5'), alertAt('d', '0'), alertAt('e', '2')];
    const rows = arrangeRows({ alerts, groups: [], filter: NO_FILTER, priceOf: noPrice });
    expect(rows.map(({ id }) => id)).toEqual(['d', 'c', 'e', 'a', 'b']);
  });

  it('follow the price', () => {
    const far = buildAlertView({ id: 'far', condition: { metric: 'price', op: 'above', level: '70000' } });
    const near = buildAlertView({ id: 'near', condition: { metric: 'price', op: 'below', level: '60000' } });
    const distances = { far: { ...near.distance, level: '70000' }, near: { ...near.distance, level: '60000' } };
    const alerts = [
      { ...far, distance: { metric: 'price' as const, value: '64000', ...distances.far, percent: '9' } },
      { ...near, distance: { metric: 'price' as const, value: '64000', ...distances.near, percent: '-6' } },
    ];
    const order = (price: string) =>
      arrangeRows({ alerts, groups: [], filter: NO_FILTER, priceOf: () => price }).map(({ id }) => id);
    expect(order('61000')).toEqual(['near', 'far']);
    expect(order('69000')).toEqual(['far', 'near']);
  });

  it('by the last fire have what never fired last', () => {
    const fired = (at: string) => ({ lastTrigger: { firedAt: at } }) as Partial<AlertView>;
    const alerts = [
      alertAt('never', '1'),
      alertAt('early', '1', fired('2026-11-01T00:00:00.000Z')),
      alertAt('late', '1', fired('2026-11-02T00:00:00.000Z')),
    ];
    const rows = arrangeRows({ alerts, groups: [], filter: { ...NO_FILTER, sort: 'fired' }, priceOf: noPrice });
    expect(rows.map(({ id }) => id)).toEqual(['late', 'early', 'never']);
  });

  it('put the members of a group into one row, where the nearest of them stands', () => {
    const alerts = [
      alertAt('a', '3'),
      alertAt('m1', '1', { groupId: 'g' }),
      alertAt('m2', '9', { groupId: 'g' }),
      alertAt('b', '0.5'),
    ];
    const rows = arrangeRows({ alerts, groups: [buildGroup('g')], filter: NO_FILTER, priceOf: noPrice });
    expect(rows.map(({ id }) => id)).toEqual(['b', 'g', 'a']);
    expect(rows[1]).toMatchObject({ kind: 'group', members: [{ id: 'm1' }, { id: 'm2' }] });
  });

  it('show a group without members at the end, and leave it out when something is filtered', () => {
    const groups = [buildGroup('empty')];
    const arranged = { alerts: [alertAt('a', '1')], groups, priceOf: noPrice };
    expect(arrangeRows({ ...arranged, filter: NO_FILTER }).map(({ id }) => id)).toEqual(['a', 'empty']);
    expect(arrangeRows({ ...arranged, filter: { ...NO_FILTER, coin: 'BTCUSDT' } }).map(({ id }) => id)).toEqual(['a']);
  });

  it('show each alert exactly once, a member whose group is not known by itself', () => {
    const alerts = fc.uniqueArray(
      fc.record({
        id: fc.uuid(),
        percent: fc.option(fc.integer({ min: -20, max: 20 }).map(String)),
        groupId: fc.option(fc.constantFrom('g', 'h', 'unknown')),
      }),
      { selector: ({ id }) => id, maxLength: 30 },
    );
    fc.assert(
      fc.property(alerts, (all) => {
        const views = all.map(({ id, percent, groupId }) => alertAt(id, percent, { groupId }));
        const groups = [buildGroup('g'), buildGroup('h')];
        const rows = arrangeRows({ alerts: views, groups, filter: NO_FILTER, priceOf: noPrice });
        const shown = rows.flatMap((row) => (row.kind === 'group' ? row.members : [row.alert]));
        expect(shown.map(({ id }) => id).sort()).toEqual(all.map(({ id }) => id).sort());
      }),
    );
  });
});
