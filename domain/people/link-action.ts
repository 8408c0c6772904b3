import type { AlertState, Status } from '../alerts/alert.ts';
import type { Rule } from '../rules/rule.ts';

/** What the page of a link can do to an alert. `rearm` is `resume` for an alert that has fired once and is over. */
export const ALERT_ACTIONS = ['pause', 'resume', 'rearm'] as const;
export type AlertAction = (typeof ALERT_ACTIONS)[number];

/** What the page of an unsubscribe link can do. */
export const MAIL_ACTIONS = ['unsubscribe', 'subscribe'] as const;
export type MailAction = (typeof MAIL_ACTIONS)[number];

/** By action: the states in which it is offered, and the states that it leads to. */
const GOALS: Readonly<Record<AlertAction, { readonly from: readonly Status[]; readonly to: readonly Status[] }>> = {
  pause: { from: ['arming', 'active'], to: ['paused'] },
  resume: { from: ['paused'], to: ['arming', 'active'] },
  rearm: { from: ['triggered'], to: ['arming', 'active'] },
};

type Actable = { readonly state: AlertState; readonly rule: Rule | null };

/** The actions that are offered now. An alert whose expiry has passed can't be armed before it has another one. `now`: exchange clock, ms. */
export function actionsOf({ state, rule }: Actable, now: number): AlertAction[] {
  if (!rule) return [];
  const isOver = rule.expiresAt !== null && rule.expiresAt <= now;
  return ALERT_ACTIONS.filter((action) => GOALS[action].from.includes(state.status) && (action === 'pause' || !isOver));
}

/** Whether the alert is already as the action would make it: then the action changes nothing. */
export function isDoneBy(action: AlertAction, status: Status): boolean {
  return GOALS[action].to.includes(status);
}
