import { signal } from '@preact/signals';
import type { AlertView } from '../../contract/alert-view.ts';
import type { GroupSummary } from '../../contract/group-view.ts';
import { groups } from '../store/groups.ts';
import type { AlertDraft } from './draft/alert-draft.ts';

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
  /** the group to change: one alert on many coins */
  readonly group?: GroupSummary;
  /** the alert to make another one from */
  readonly copyOf?: AlertView;
  /** the text of a link to a filled form */
  readonly link?: string;
  /** as it was when the form was closed without saving */
  readonly draft?: AlertDraft;
}

/** What is asked for at present; null: no form is shown. */
export const requestedForm = signal<AlertFormRequest | null>(null);

export function openAlertForm(request: AlertFormRequest = {}): void {
  requestedForm.value = request;
}

/** Opens the form of an alert; of a member of a group the form of the group, since members are changed together. */
export function editAlert(alert: AlertView): void {
  const group = groups.peek().find(({ id }) => id === alert.groupId);
  openAlertForm(group ? { group } : { alert });
}

export function closeAlertForm(): void {
  requestedForm.value = null;
}
