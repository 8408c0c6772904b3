import { signal } from '@preact/signals';
import type { AlertView } from '../../contract/alert-view.ts';

/** What the form begins with. */
export interface AlertFormRequest {
  readonly symbol?: string;
  /** a decimal string on the tick grid */
  readonly level?: string;
  readonly op?: string;
  /** what the level is of; the price when left out */
  readonly metric?: string;
  /** the alert to change */
  readonly alert?: AlertView;
  /** the alert to make another one from */
  readonly copyOf?: AlertView;
}

/** What is asked for at present; null: no form is shown. */
export const requestedForm = signal<AlertFormRequest | null>(null);

export function openAlertForm(request: AlertFormRequest = {}): void {
  requestedForm.value = request;
}

export function closeAlertForm(): void {
  requestedForm.value = null;
}
