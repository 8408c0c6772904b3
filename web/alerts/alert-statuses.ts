import type { AlertView } from '../../contract/alert-view.ts';
import type { GroupStatus } from '../../contract/group-view.ts';

export type AlertStatus = AlertView['status'];

interface StatusText {
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'info' | 'plain';
}

/** What a person reads of each status, in the order in which a filter lists them. */
export const ALERT_STATUSES: Readonly<Record<AlertStatus, StatusText>> = {
  active: { label: 'Active', tone: 'good' },
  arming: { label: 'Arming', tone: 'info' },
  paused: { label: 'Paused', tone: 'warn' },
  triggered: { label: 'Fired', tone: 'info' },
  expired: { label: 'Expired', tone: 'plain' },
  faulty: { label: 'Broken', tone: 'bad' },
};

export const GROUP_STATUSES: Readonly<Record<GroupStatus, StatusText>> = {
  active: ALERT_STATUSES.active,
  paused: ALERT_STATUSES.paused,
  triggered: ALERT_STATUSES.triggered,
  deleting: { label: 'Deleting', tone: 'warn' },
};

/** Paused until an instant, at which it arms by itself. */
export const SNOOZED: StatusText = { label: 'Snoozed', tone: 'warn' };

export function isAlertStatus(text: string | null): text is AlertStatus {
  return text !== null && Object.hasOwn(ALERT_STATUSES, text);
}
