import { computed, effect, signal, untracked } from '@preact/signals';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { callApi } from '../api/call-api.ts';
import { address, query, setQuery } from '../store/address.ts';
import { idle, track } from '../store/load-state.ts';
import { firePath } from '../store/paths.ts';
import { reloadTrigger, triggers } from '../store/triggers.ts';
import { zone } from '../store/zone.ts';
import { type FiredFilter, firedQuery, keepsFire, readFiredFilter, writeFiredFilter } from './fired-filter.ts';
import { addOlder, type FireList, NO_FIRES, showWaiting, takeFires } from './incoming-fires.ts';

const PAGE_SIZE = 50;
/** A CSV of more would take the page's memory and minutes. */
export const MAX_EXPORTED = 5_000;
/** So near to the top nothing is being read that a new row would push away. */
const TOP_PX = 120;

export const filter = computed(() => readFiredFilter(query.value));
export const setFilter = (changes: Partial<FiredFilter>) =>
  setQuery(writeFiredFilter({ ...filter.peek(), ...changes }));

export const fires = signal<FireList>(NO_FIRES);
export const firesLoad = idle();
const cursor = signal<string | null>(null);
export const hasOlder = computed(() => cursor.value !== null);

/** The query of what is shown; its answers to an earlier one are thrown away. */
const asked = computed(() => firedQuery(filter.value, zone.value));

/** Reads the first page of what the filter shows. */
export async function loadFires(): Promise<void> {
  const wanted = asked.value;
  await track(firesLoad, async () => {
    const page = await callApi('GET /api/triggers', { query: { ...wanted, limit: PAGE_SIZE } });
    if (wanted !== asked.value) return;
    fires.value = takeFires(NO_FIRES, page.items, true);
    cursor.value = page.nextCursor;
  });
}

/** Nothing of another filter, or another person, is shown meanwhile. */
export function startAgain(): Promise<void> {
  fires.value = NO_FIRES;
  cursor.value = null;
  firesLoad.value = { state: 'idle' };
  return loadFires();
}

/** @throws ApiError */
export async function loadOlder(): Promise<void> {
  const wanted = asked.value;
  if (cursor.value === null) return;
  const page = await callApi('GET /api/triggers', { query: { ...wanted, limit: PAGE_SIZE, cursor: cursor.value } });
  if (wanted !== asked.value) return;
  fires.value = addOlder(fires.value, page.items);
  cursor.value = page.nextCursor;
}

/** All that the filter shows, up to `MAX_EXPORTED`. @throws ApiError */
export async function readAll(): Promise<TriggerView[]> {
  const all: TriggerView[] = [];
  let next: string | undefined;
  do {
    const page = await callApi('GET /api/triggers', { query: { ...asked.value, limit: 100, cursor: next } });
    all.push(...page.items);
    next = page.nextCursor ?? undefined;
  } while (next !== undefined && all.length < MAX_EXPORTED);
  return all.slice(0, MAX_EXPORTED);
}

export function showNew(): void {
  fires.value = showWaiting(fires.value);
  scrollTo({ top: 0 });
}

/** What the socket brings goes on top, or waits above what is being read. */
export function followStore(): () => void {
  return effect(() => {
    const came = triggers.value.filter(keepsFire(asked.value));
    untracked(() => {
      if (firesLoad.value.state !== 'ready') return;
      const newest = fires.value.shown[0]?.hops.evaluatedAt ?? '';
      const known = new Set(fires.value.shown.map(({ id }) => id));
      const relevant = came.filter(({ id, hops }) => known.has(id) || hops.evaluatedAt >= newest);
      fires.value = takeFires(fires.value, relevant, scrollY < TOP_PX);
    });
  });
}

/** Reads one again: its deliveries have gone on. @throws ApiError */
export async function refreshFire(id: string): Promise<void> {
  fires.value = takeFires(fires.value, [await reloadTrigger(id)], false);
}

const OPENED = /^\/fired\/([^/]+)$/;

/** The fire whose proof is open: the address names it. */
export const openedFire = computed(() => {
  const [, id] = OPENED.exec(address.value.path) ?? [];
  if (id === undefined) return null;
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
});

/** Where a fire is shown, with what is filtered now. null: none is open */
export function pathOfFire(id: string | null): string {
  const { search } = address.peek();
  return `${id === null ? '/fired' : firePath(id)}${search}`;
}
