import { computed, signal } from '@preact/signals';
import type { AlertView } from '../../contract/alert-view.ts';
import type { AlertFrame } from '../../contract/live-frames.ts';
import { ApiError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { idle, track } from './load-state.ts';

const PAGE_SIZE = 100;
/** More alerts than a person may have by default. */
const MAX_PAGES = 50;

/** The person's alerts by id, in the order of the API (newest first). */
export const alerts = signal<ReadonlyMap<string, AlertView>>(new Map());
export const alertsLoad = idle();

export const alertsBySymbol = computed(() => Map.groupBy(alerts.value.values(), ({ symbol }) => symbol));

export const loadAlerts = (): Promise<void> => track(alertsLoad, readAlerts);

async function readAlerts(): Promise<void> {
  const read = new Map<string, AlertView>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const { items, nextCursor } = await callApi('GET /api/alerts', { query: { limit: PAGE_SIZE, cursor } });
    for (const alert of items) read.set(alert.id, alert);
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  alerts.value = read;
}

/** Shows an alert as the API has just answered it. A new one is first. */
export function putAlert(alert: AlertView): void {
  const others = [...alerts.value].filter(([id]) => id !== alert.id);
  alerts.value = alerts.value.has(alert.id)
    ? new Map([...alerts.value].map(([id, kept]) => [id, id === alert.id ? alert : kept]))
    : new Map([[alert.id, alert], ...others]);
}

/** Takes an alert out of what is shown. Gives back what shows it again, in its place. */
export function hideAlert(id: string): () => void {
  const before = alerts.value;
  const hidden = before.get(id);
  alerts.value = new Map([...before].filter(([other]) => other !== id));
  return () => {
    if (!hidden || alerts.value.has(id)) return;
    const all = new Map([...alerts.value, [id, hidden]]);
    const order = [...new Set([...before.keys(), ...all.keys()])];
    alerts.value = new Map(order.flatMap((other) => (all.has(other) ? [[other, all.get(other) ?? hidden]] : [])));
  };
}

/** Reads one alert again. One that is gone is shown no more. */
export async function reloadAlert(id: string): Promise<void> {
  try {
    putAlert(await callApi('GET /api/alerts/{id}', { params: { id } }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) hideAlert(id);
    else throw error;
  }
}

/** What the socket says of an alert: the page reads it again. */
export async function applyAlertFrame({ id, status }: AlertFrame): Promise<void> {
  if (status === 'deleted') hideAlert(id);
  // a failed read is made up for by the next one of the whole list
  else await reloadAlert(id).catch(() => {});
}

/** Nothing of one person is shown to another. */
export function forgetAlerts(): void {
  alerts.value = new Map();
  alertsLoad.value = { state: 'idle' };
}
