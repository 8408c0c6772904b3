import { computed, effect, signal, untracked } from '@preact/signals';
import type { GroupSummary } from '../../contract/group-view.ts';
import { ApiError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { alerts, hidden } from './alerts.ts';
import { idle, track } from './load-state.ts';

/** A group changes its members one after the other. */
const READ_AFTER_MS = 1_000;

const read = signal<readonly GroupSummary[]>([]);

/** The person's groups, the oldest first, as the page shows them. Their members are among the alerts. */
export const groups = computed(() => read.value.filter(({ id }) => !hidden.value.has(id)));
export const groupsLoad = idle();

export const loadGroups = (): Promise<void> =>
  track(groupsLoad, async () => {
    read.value = (await callApi('GET /api/groups')).items;
  });

/** The socket speaks of alerts alone: when members change, their groups are read again. */
export function followMembers(): void {
  const members = computed(() => {
    const all = [...alerts.value.values()].filter(({ groupId }) => groupId !== null);
    return all.map(({ id, status, version }) => `${id} ${status} ${version}`).join();
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const isNoChange = members.value === '' && untracked(() => read.value.length === 0);
    if (isNoChange || untracked(() => groupsLoad.value.state !== 'ready')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void loadGroups(), READ_AFTER_MS);
  });
}

/** Shows a group as the API has just answered it. */
export function putGroup(group: GroupSummary): void {
  const isKnown = read.value.some(({ id }) => id === group.id);
  read.value = isKnown ? read.value.map((kept) => (kept.id === group.id ? group : kept)) : [...read.value, group];
}

export function dropGroup(id: string): void {
  read.value = read.value.filter((group) => group.id !== id);
}

/** Reads one group again. One that is gone is shown no more. */
export async function reloadGroup(id: string): Promise<void> {
  try {
    putGroup(await callApi('GET /api/groups/{id}', { params: { id } }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) dropGroup(id);
    else throw error;
  }
}

export function forgetGroups(): void {
  read.value = [];
  groupsLoad.value = { state: 'idle' };
}
