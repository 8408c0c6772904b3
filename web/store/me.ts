import { signal } from '@preact/signals';
import type { MeView } from '../../contract/person-view.ts';
import { callApi } from '../api/call-api.ts';
import type { CallOptions } from '../api/route-types.ts';
import { idle, track } from './load-state.ts';

/** The person who is signed in, with their settings; null until it is read. */
export const me = signal<MeView | null>(null);
export const meLoad = idle();

export const loadMe = (): Promise<void> =>
  track(meLoad, async () => {
    me.value = await callApi('GET /api/me');
  });

/** @throws ApiError; then nothing has changed */
export async function changeMe(changes: CallOptions<'PUT /api/me'>['body']): Promise<void> {
  me.value = await callApi('PUT /api/me', { body: changes });
}

export function forgetMe(): void {
  me.value = null;
  meLoad.value = { state: 'idle' };
}
