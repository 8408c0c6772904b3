import { computed, effect, signal } from '@preact/signals';
import { session } from '../../../session/session.ts';
import { alerts } from '../../../store/alerts.ts';
import { groups } from '../../../store/groups.ts';
import { type PausedItem, type PausedSet, readPausedSet, stillPaused, writePausedSet } from './paused-set.ts';

const KEY = 'pricebell.paused';

const kept = signal<PausedSet | null>(readKept());

function readKept(): PausedSet | null {
  try {
    return readPausedSet(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

effect(() => {
  try {
    if (kept.value === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, writePausedSet(kept.value));
  } catch {
    // a browser that keeps nothing: it is known until the page is closed
  }
});

/** What the last press of "Pause" paused, as far as it is so still. It outlives a reload: who pauses all for the night resumes them in the morning. */
export const lastPause = computed(() => {
  const { value } = session;
  return value.state === 'signed-in' ? stillPaused(kept.value, value.email, pausedVersion) : null;
});

function pausedVersion(id: string): number | null {
  const found = alerts.value.get(id) ?? groups.value.find((group) => group.id === id);
  return found?.status === 'paused' ? found.version : null;
}

export function rememberPause(items: readonly PausedItem[], at: number): void {
  const { value } = session;
  if (value.state === 'signed-in' && items.length > 0) kept.value = { person: value.email, at, items };
}

export function forgetPause(): void {
  kept.value = null;
}
