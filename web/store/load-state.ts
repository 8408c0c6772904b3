import { type Signal, signal } from '@preact/signals';
import { describeError } from '../api/api-error.ts';

/**
 * - `idle`: not asked for.
 * - `loading`: asked for the first time; there is nothing to show.
 * - `ready`: there is something to show; `problem` says why it could not be read again.
 * - `error`: there is nothing to show.
 */
export type LoadState =
  | { readonly state: 'idle' | 'loading' }
  | { readonly state: 'ready'; readonly problem: string | null }
  | { readonly state: 'error'; readonly problem: string };

export const idle = (): Signal<LoadState> => signal<LoadState>({ state: 'idle' });

/** Runs `read` and keeps `load` true to it. What is shown already stays when it fails. */
export async function track(load: Signal<LoadState>, read: () => Promise<void>): Promise<void> {
  if (load.value.state !== 'ready') load.value = { state: 'loading' };
  try {
    await read();
    load.value = { state: 'ready', problem: null };
  } catch (error) {
    const problem = describeError(error);
    load.value = load.value.state === 'ready' ? { state: 'ready', problem } : { state: 'error', problem };
  }
}
