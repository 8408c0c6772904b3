import { signal } from '@preact/signals';
import type { AlertView } from '../../../contract/alert-view.ts';
import type { NamedTarget } from './targets.ts';

export type ShownDialog =
  | { readonly kind: 'snooze'; readonly targets: readonly NamedTarget[] }
  | { readonly kind: 'duplicate'; readonly alerts: readonly AlertView[] }
  | { readonly kind: 'import' };

/** null: none */
export const shownDialog = signal<ShownDialog | null>(null);

export function closeDialog(): void {
  shownDialog.value = null;
}

/** Once its work is done: the person may have closed it before, and opened another one. */
export function closeDialogOf(kind: ShownDialog['kind']): void {
  if (shownDialog.peek()?.kind === kind) closeDialog();
}
