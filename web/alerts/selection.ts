/** Which rows are selected. `anchor`: the one that was clicked last, from which Shift goes on. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly anchor: string | null;
}

export const NOTHING_SELECTED: Selection = { ids: new Set(), anchor: null };

/** Turns one row on or off. */
export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** With Shift: all rows from the anchor to this one become what this one becomes. `order`: the rows as they are shown. */
export function extendTo(selection: Selection, id: string, order: readonly string[]): Selection {
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  const to = order.indexOf(id);
  if (from === -1 || to === -1) return toggle(selection, id);
  const next = new Set(selection.ids);
  const turnsOn = !selection.ids.has(id);
  for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (turnsOn) next.add(between);
    else next.delete(between);
  }
  return { ids: next, anchor: id };
}

export function selectAll(order: readonly string[]): Selection {
  return { ids: new Set(order), anchor: null };
}

/** Rows that are shown no more are selected no more. Gives the same object when nothing is to be left out. */
export function keepShown(selection: Selection, order: readonly string[]): Selection {
  const shown = new Set(order);
  const ids = [...selection.ids].filter((id) => shown.has(id));
  return ids.length === selection.ids.size ? selection : { ...selection, ids: new Set(ids) };
}
