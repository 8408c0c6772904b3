import { describeError } from '../api/api-error.ts';
import type { CallOptions } from '../api/route-types.ts';
import { changeMe, me } from '../store/me.ts';
import { showToast } from '../store/toasts.ts';

type Changes = CallOptions<'PUT /api/me'>['body'];

/**
 * Every setting is kept as soon as it is chosen; the toast takes it back. A refused one is shown as it was, with the reason.
 * `done`: what has changed, in a few words. `undo`: the changes that take it back; without it there is no way back.
 */
export async function saveSetting(changes: Changes, done: string, undo?: Changes): Promise<void> {
  try {
    await changeMe(changes);
    const actions = undo ? [{ label: 'Undo', run: () => void saveSetting(undo, 'Changed back.') }] : [];
    showToast({ icon: 'check', title: done, actions });
  } catch (error) {
    // the controls show what holds
    me.value = me.value && { ...me.value };
    showToast({ tone: 'bad', title: 'Not saved.', text: describeError(error) });
  }
}
