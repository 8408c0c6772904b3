import type { ListRow } from './arrange-rows.ts';

/**
 * Keeps rows where somebody reads them: those that were there before stay in their order, those that are new come first, in their
 * own. `before`: the ids as they were shown; null: nothing is kept.
 */
export function settleOrder(rows: readonly ListRow[], before: readonly string[] | null): readonly ListRow[] {
  if (before === null) return rows;
  const place = new Map(before.map((id, index) => [id, index]));
  return rows.toSorted((a, b) => (place.get(a.id) ?? -1) - (place.get(b.id) ?? -1));
}
