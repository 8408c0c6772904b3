import { computed, signal } from '@preact/signals';
import type { AlertView } from '../../contract/alert-view.ts';
import type { AlertFrame } from '../../contract/live-frames.ts';
import { ApiError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { idle, track } from './load-state.ts';

const PAGE_SIZE = 100;
/** More alerts than a person may have by default. */
const MAX_PAGES = 50;

/** All that have been read, by id, in the order of the API (newest first). */
const read = signal<ReadonlyMap<string, AlertView>>(new Map());

/** Alerts and groups that are on their way out, and can come back: nothing shows them. */
export const hidden = signal<ReadonlySet<string>>(new Set());

/** The person's alerts by id, as the page shows them. */
export const alerts = computed(() => {
  if (hidden.value.size === 0) return read.value;
  return new Map([...read.value].filter(([id, { groupId }]) => !isHidden(id) && !isHidden(groupId)));
});
export const alertsLoad = idle();

function isHidden(id: string | null): boolean {
  return id !== null && hidden.value.has(id);
}

export const alertsBySymbol = computed(() => Map.groupBy(alerts.value.values(), ({ symbol }) => symbol));

export const loadAlerts = (): Promise<void> => track(alertsLoad, readAlerts);

/** Many take several pages: at first each is shown as it comes. */
async function readAlerts(): Promise<void> {
  const found = new Map<string, AlertView>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, nextCursor } = await callApi('GET /api/alerts', { query: { limit: PAGE_SIZE, cursor } });
    for (const alert of items) found.set(alert.id, alert);
    if (nextCursor === null) break;
    if (alertsLoad.value.state === 'loading') read.value = new Map(found);
    cursor = nextCursor;
  }
  read.value = found;
}

export const putAlert = (alert: AlertView): void => putAlerts([alert]);

/** Shows alerts as the API has just answered them. New ones are first. */
export function putAlerts(answered: readonly AlertView[]): void {
  if (answered.length === 0) return;
  const fresh = answered.filter(({ id }) => !read.value.has(id));
  const next = new Map([...fresh.map((alert) => [alert.id, alert] as const), ...read.value]);
  for (const alert of answered) next.set(alert.id, alert);
  read.value = next;
}

/** They are gone. */
export function dropAlerts(ids: readonly string[]): void {
  if (ids.length === 0) return;
  const gone = new Set(ids);
  read.value = new Map([...read.value].filter(([id]) => !gone.has(id)));
}

/** Reads one alert again. One that is gone is shown no more. */
export async function reloadAlert(id: string): Promise<void> {
  try {
    putAlert(await callApi('GET /api/alerts/{id}', { params: { id } }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) dropAlerts([id]);
    else throw error;
  }
}

/** What the socket says of an alert: the page reads it again. */
export async function applyAlertFrame({ id, status }: AlertFrame): Promise<void> {
  if (status === 'deleted') dropAlerts([id]);
  // a failed read is made up for by the next one of the whole list
  else await reloadAlert(id).catch(() => {});
}

/** Nothing of one person is shown to another. */
export function forgetAlerts(): void {
  read.value = new Map();
  hidden.value = new Set();
  alertsLoad.value = { state: 'idle' };
}
