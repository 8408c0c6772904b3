import type { AlertView } from '../../contract/alert-view.ts';

/** Whether the alert can fire, now or after its next tick. */
export function isArmed({ status }: Pick<AlertView, 'status'>): boolean {
  return status === 'active' || status === 'arming';
}
