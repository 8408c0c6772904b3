import type { AlertView } from '../../../contract/alert-view.ts';
import type { BulkView } from '../../../contract/bulk-view.ts';
import type { ProblemView } from '../../../contract/problem-view.ts';
import { MAX_ITEMS } from '../../../domain/alerts/request-limits.ts';

/** What became of one item. */
export interface ItemResult {
  /** in the order of the items that were asked for */
  readonly index: number;
  readonly outcome: 'changed' | 'as-it-was' | 'refused';
  /** as it is now; null when it was deleted or refused */
  readonly alert: AlertView | null;
  /** why it was refused */
  readonly problem: ProblemView | null;
}

/**
 * Sends items in as many requests as it takes, one after the other, and gives one list of results. A request that fails as a whole
 * refuses its items; the ones after it are not sent, since what failed may fail again.
 */
export async function changeMany<Item>(
  items: readonly Item[],
  send: (some: readonly Item[]) => Promise<BulkView>,
  problemOf: (error: unknown) => ProblemView,
): Promise<ItemResult[]> {
  const results: ItemResult[] = [];
  try {
    while (results.length < items.length) {
      const from = results.length;
      const view = await send(items.slice(from, from + MAX_ITEMS));
      results.push(...view.results.map(({ index, ...result }) => ({ ...toResult(result), index: from + index })));
    }
  } catch (error) {
    const problem = problemOf(error);
    const rest = items.slice(results.length);
    const from = results.length;
    results.push(...rest.map((_, at) => ({ index: from + at, outcome: 'refused' as const, alert: null, problem })));
  }
  return results;
}

function toResult({ changed, alert, problem }: Omit<BulkView['results'][number], 'index'>): Omit<ItemResult, 'index'> {
  if (problem) return { outcome: 'refused', alert: null, problem };
  return { outcome: changed ? 'changed' : 'as-it-was', alert, problem: null };
}
