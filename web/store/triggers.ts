import { signal } from '@preact/signals';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { callApi } from '../api/call-api.ts';
import { idle, track } from './load-state.ts';

const PAGE_SIZE = 50;

/** The person's triggers, newest first, as far as they have been read. */
export const triggers = signal<readonly TriggerView[]>([]);
const triggersLoad = idle();

/** The alert that fired while the page was open, the newest alone: a line on the chart flashes, a toast shows it. */
export const lastFired = signal<TriggerView | null>(null);
/** Fires that the person has not looked at yet. */
export const unseenFires = signal(0);

export const loadTriggers = (): Promise<void> => track(triggersLoad, readTriggers);

/** Fires that came while nothing was heard are announced as those that the socket brings. */
async function readTriggers(): Promise<void> {
  const isFirst = triggersLoad.peek().state !== 'ready';
  const { items } = await callApi('GET /api/triggers', { query: { limit: PAGE_SIZE } });
  const known = new Set(triggers.value.map(({ id }) => id));
  const missed = isFirst ? [] : items.filter(({ id }) => !known.has(id));
  const read = new Set(items.map(({ id }) => id));
  const older = isFirst ? [] : triggers.value.filter(({ id }) => !read.has(id));
  triggers.value = [...items.filter(({ id }) => isFirst || known.has(id)), ...older];
  for (const trigger of missed.toReversed()) applyTrigger(trigger);
}

/** Two sockets may bring the same fire while one takes over from the other. */
export function applyTrigger(trigger: TriggerView): void {
  const isNew = !triggers.value.some(({ id }) => id === trigger.id);
  triggers.value = isNew
    ? [trigger, ...triggers.value]
    : triggers.value.map((kept) => (kept.id === trigger.id ? trigger : kept));
  if (!isNew) return;
  unseenFires.value += 1;
  lastFired.value = trigger;
}

/** Reads one again: its deliveries have gone on. @throws ApiError */
export async function reloadTrigger(id: string): Promise<TriggerView> {
  const trigger = await callApi('GET /api/triggers/{id}', { params: { id } });
  triggers.value = triggers.value.map((kept) => (kept.id === id ? trigger : kept));
  return trigger;
}

export function forgetTriggers(): void {
  triggers.value = [];
  triggersLoad.value = { state: 'idle' };
  lastFired.value = null;
  unseenFires.value = 0;
}
