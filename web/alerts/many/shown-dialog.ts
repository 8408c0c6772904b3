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
