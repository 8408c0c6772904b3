import { signal } from '@preact/signals';
import type { AlertView } from '../../../contract/alert-view.ts';

/** The alert that is explained at present; null: none. */
export const explainedAlert = signal<AlertView | null>(null);

/** Shows why the alert did or did not fire, and what was changed of it. */
export function openExplanation(alert: AlertView): void {
  explainedAlert.value = alert;
}

export function closeExplanation(): void {
  explainedAlert.value = null;
}
