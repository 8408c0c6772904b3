import { expect, it } from 'vitest';
import type { ListRow } from '../../../../web/alerts/arrange-rows.ts';
import { settleOrder } from '../../../../web/alerts/settle-order.ts';
import { buildAlertView } from '../../../support/alert-views.ts';

const rows = (...ids: string[]): ListRow[] => ids.map((id) => ({ kind: 'alert', id, alert: buildAlertView({ id }) }));
const ids = (list: readonly ListRow[]) => list.map(({ id }) => id).join('');

it('rows stay where they are read, whatever the prices do', () => {
  expect(ids(settleOrder(rows('c', 'a', 'b'), ['a', 'b', 'c']))).toBe('abc');
});

it('new rows come first, and those that are gone leave no hole', () => {
  expect(ids(settleOrder(rows('c', 'x', 'a', 'y'), ['a', 'b', 'c']))).toBe('xyac');
});

it('rows take a new order when nothing is to be kept', () => {
  expect(ids(settleOrder(rows('c', 'a', 'b'), null))).toBe('cab');
});
