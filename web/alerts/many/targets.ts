import type { AlertView } from '../../../contract/alert-view.ts';
import type { GroupSummary } from '../../../contract/group-view.ts';
import type { ListRow } from '../arrange-rows.ts';
import { alertTitle } from '../describe-alert.ts';
import type { Target } from './delete/deletion.ts';
import { groupTitle } from './group-title.ts';

/** What an action works on: an alert or a group, and what a person calls it. */
export interface NamedTarget extends Target {
  readonly title: string;
}

export function targetOfAlert(alert: AlertView): NamedTarget {
  const { id, version, status, pausedUntil } = alert;
  return { kind: 'alert', id, version, status, pausedUntil, title: alertTitle(alert) };
}

export function targetOfGroup(group: GroupSummary): NamedTarget {
  const { id, version, status, pausedUntil } = group;
  return { kind: 'group', id, version, status, pausedUntil, title: groupTitle(group) };
}

export function targetOf(row: ListRow): NamedTarget {
  return row.kind === 'group' ? targetOfGroup(row.group) : targetOfAlert(row.alert);
}

export type Change = 'pause' | 'resume' | 'rearm' | 'snooze';

/** Whether it changes anything: the API leaves the others as they are. */
const APPLIES: Readonly<Record<Change, (target: Target) => boolean>> = {
  pause: ({ status }) => status === 'arming' || status === 'active',
  resume: ({ status }) => status === 'paused',
  rearm: ({ status }) => status === 'triggered' || status === 'expired',
  snooze: ({ status }) => status === 'arming' || status === 'active' || status === 'paused',
};

export function appliesTo(change: Change, target: Target): boolean {
  return APPLIES[change](target);
}
