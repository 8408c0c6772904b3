import { computed, effect, signal } from '@preact/signals';
import { query, setQuery } from '../store/address.ts';
import { alerts, alertsLoad } from '../store/alerts.ts';
import { coinOf } from '../store/coins.ts';
import { groups, groupsLoad } from '../store/groups.ts';
import { type AlertFilter, readAlertFilter, writeAlertFilter } from './alert-filter.ts';
import { arrangeRows, type ListRow } from './arrange-rows.ts';
import { keepShown, NOTHING_SELECTED, type Selection } from './selection.ts';
import { settleOrder } from './settle-order.ts';

export const filter = computed(() => readAlertFilter(query.value));

export function setFilter(changes: Partial<AlertFilter>): void {
  setQuery(writeAlertFilter({ ...filter.peek(), ...changes }));
}

export const selection = signal<Selection>(NOTHING_SELECTED);

/** The groups whose members are shown. */
export const opened = signal<ReadonlySet<string>>(new Set());

export function toggleGroup(id: string): void {
  const next = new Set(opened.peek());
  if (!next.delete(id)) next.add(id);
  opened.value = next;
}

/** Grows when rows may take new places. */
const turn = signal(0);

/** Puts the rows in order by the prices of now. In between they stay in place, so that none moves away under a pointer. */
export function orderAgain(): void {
  turn.value += 1;
}

/** The order that is kept, and what it was made for. */
let kept: { readonly madeFor: string; readonly ids: readonly string[] } | null = null;

export const rows = computed((): readonly ListRow[] => {
  const priceOf = (symbol: string) => coinOf(symbol)?.peek().price ?? null;
  const arranged = arrangeRows({ alerts: alerts.value.values(), groups: groups.value, filter: filter.value, priceOf });
  // until all are there, the order is that of what has come so far
  const load = `${alertsLoad.value.state} ${groupsLoad.value.state}`;
  const madeFor = `${load} ${turn.value} ${JSON.stringify(filter.value)}`;
  const settled = settleOrder(arranged, kept?.madeFor === madeFor ? kept.ids : null);
  kept = { madeFor, ids: settled.map(({ id }) => id) };
  return settled;
});

/** The ids of the rows, from top to bottom. */
export const order = computed(() => rows.value.map(({ id }) => id));

effect(() => {
  selection.value = keepShown(selection.peek(), order.value);
});
