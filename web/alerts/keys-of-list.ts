import { order, rows, selection } from './list-state.ts';
import { deleteTargets } from './many/delete/delete-alerts.ts';
import { targetOf } from './many/targets.ts';
import { extendTo, NOTHING_SELECTED } from './selection.ts';

/** Arrows move from row to row, Shift with an arrow selects on the way, Delete deletes, Escape selects nothing. Space and Enter are the controls' own. */
export function keysOfList(event: KeyboardEvent): void {
  const { key, target, shiftKey } = event;
  if (!(target instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest('[role=menu]')) return;
  const row = target.closest<HTMLElement>('[data-row]');
  if (key === 'Escape' && selection.peek().ids.size > 0) selection.value = NOTHING_SELECTED;
  else if (!row) return;
  else if (key === 'ArrowDown' || key === 'ArrowUp') moveFrom(row, key === 'ArrowDown' ? 1 : -1, shiftKey);
  else if (key === 'Delete') deleteAt(row.dataset.row ?? '');
  else return;
  event.preventDefault();
}

function moveFrom(row: HTMLElement, step: 1 | -1, isSelecting: boolean): void {
  const all = [...document.querySelectorAll<HTMLElement>('[data-row]')];
  const next = all[all.indexOf(row) + step];
  next?.querySelector<HTMLElement>('.alerts-title')?.focus();
  const [from, to] = [row.dataset.row, next?.dataset.row];
  if (!isSelecting || !isListed(from) || !isListed(to)) return;
  const before = selection.peek();
  const started = before.ids.has(from) ? { ...before, anchor: from } : extendTo({ ...before, anchor: null }, from, []);
  selection.value = started.ids.has(to) ? started : extendTo(started, to, order.peek());
}

/** False for a member of a group: it is selected with its group. */
function isListed(id: string | undefined): id is string {
  return id !== undefined && order.peek().includes(id);
}

/** The selected rows, where the focus is in one of them; else the row of the focus. */
function deleteAt(id: string): void {
  const { ids } = selection.peek();
  const chosen = rows.peek().filter((row) => (ids.has(id) ? ids.has(row.id) : row.id === id));
  if (chosen.length > 0) void deleteTargets(chosen.map(targetOf));
}
