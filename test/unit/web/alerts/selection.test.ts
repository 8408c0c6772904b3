import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { extendTo, keepShown, NOTHING_SELECTED, selectAll, toggle } from '../../../../web/alerts/selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
const ids = ({ ids }: { ids: ReadonlySet<string> }) => [...ids].sort().join('');

it('a click turns a row on, and off again', () => {
  const on = toggle(NOTHING_SELECTED, 'b');
  expect(ids(on)).toBe('b');
  expect(ids(toggle(on, 'b'))).toBe('');
});

it('Shift selects from the row that was clicked last, in both directions', () => {
  expect(ids(extendTo(toggle(NOTHING_SELECTED, 'b'), 'd', ORDER))).toBe('bcd');
  expect(ids(extendTo(toggle(NOTHING_SELECTED, 'd'), 'b', ORDER))).toBe('bcd');
});

it('Shift on a row that is selected takes the rows between away', () => {
  const all = { ...selectAll(ORDER), anchor: 'b' };
  expect(ids(extendTo(all, 'd', ORDER))).toBe('ae');
});

it('Shift without a row before, or after one that is gone, is a click', () => {
  expect(ids(extendTo(NOTHING_SELECTED, 'c', ORDER))).toBe('c');
  expect(ids(extendTo({ ids: new Set(), anchor: 'gone' }, 'c', ORDER))).toBe('c');
});

it('what is shown no more is selected no more', () => {
  fc.assert(
    fc.property(fc.subarray(ORDER), fc.subarray(ORDER), (selected, shown) => {
      const kept = keepShown(selectAll(selected), shown);
      expect([...kept.ids]).toEqual(selected.filter((id) => shown.includes(id)));
    }),
  );
  const all = selectAll(ORDER);
  expect(keepShown(all, ORDER)).toBe(all);
});
