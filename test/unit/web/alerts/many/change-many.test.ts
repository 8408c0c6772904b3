import { expect, it } from 'vitest';
import type { BulkView } from '../../../../../contract/bulk-view.ts';
import { changeMany } from '../../../../../web/alerts/many/change-many.ts';
import { buildAlertView } from '../../../../support/alert-views.ts';

const PROBLEM = { type: 'about:blank', title: 'No answer', status: 0, detail: 'Pricebell does not answer.' };
const items = Array.from({ length: 230 }, (_, index) => ({ id: `a${index}` }));

/** Every third item is refused, every second of the others is as asked for already. */
function answer(some: readonly { id: string }[]): BulkView {
  const results = some.map(({ id }, index) => ({
    ...{ index, status: 200, changed: index % 3 !== 0 && index % 2 === 0 },
    alert: index % 3 === 0 ? null : buildAlertView({ id }),
    problem: index % 3 === 0 ? { ...PROBLEM, detail: `${id} is refused` } : null,
  }));
  return { changed: 0, failed: 0, results };
}

it('sends a hundred at a time, and gives a result for each item, in their order', async () => {
  const sizes: number[] = [];
  const send = async (some: readonly { id: string }[]) => {
    sizes.push(some.length);
    return answer(some);
  };
  const results = await changeMany(items, send, () => PROBLEM);
  expect(sizes).toEqual([100, 100, 30]);
  expect(results.map(({ index }) => index)).toEqual(items.map((_, index) => index));
  for (const { index, alert, problem } of results) {
    const id = items[index]?.id;
    if (alert) expect(alert.id).toBe(id);
    else expect(problem?.detail).toBe(`${id} is refused`);
  }
  expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['changed', 'as-it-was', 'refused']));
});

it('a request that fails refuses its items and those after it, and leaves what was done before', async () => {
  let requests = 0;
  const send = async (some: readonly { id: string }[]) => {
    requests += 1;
    if (requests === 2) throw new Error('offline');
    return answer(some);
  };
  const results = await changeMany(items, send, () => PROBLEM);
  expect(requests).toBe(2);
  expect(results).toHaveLength(230);
  expect(results.slice(100).every(({ problem }) => problem === PROBLEM)).toBe(true);
  expect(results.slice(0, 100).some(({ outcome }) => outcome === 'changed')).toBe(true);
});
