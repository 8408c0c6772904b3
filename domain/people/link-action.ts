import type { AlertState, Status } from '../alerts/alert.ts';
import type { Rule } from '../rules/rule.ts';

/** What a link's page can do to an alert. `rearm`: like `resume`, of an alert that has fired for good. */
export const ALERT_ACTIONS = ['pause', 'resume', 'rearm'] as const;
export type AlertAction = (typeof ALERT_ACTIONS)[number];

/** What an action asks of an alert, and the states in which that is so already. */
const GOALS: Readonly<Record<AlertAction, { readonly from: readonly Status[]; readonly to: readonly Status[] }>> = {
  pause: { from: ['arming', 'active'], to: ['paused'] },
  resume: { from: ['paused'], to: ['arming', 'active'] },
  rearm: { from: ['triggered'], to: ['arming', 'active'] },
};

type Actable = { readonly state: AlertState; readonly rule: Rule | null };

/** What is offered just now. An alert whose expiry has passed can't be armed before it has another one. `now`: exchange clock, ms. */
export function actionsOf({ state, rule }: Actable, now: number): AlertAction[] {
  if (!rule) return [];
  const isOver = rule.expiresAt !== null && rule.expiresAt <= now;
  return ALERT_ACTIONS.filter((action) => GOALS[action].from.includes(state.status) && (action === 'pause' || !isOver));
}

/** Whether the alert is as the action wants it: then a repeated one changes nothing. */
export function isDoneBy(action: AlertAction, status: Status): boolean {
  return GOALS[action].to.includes(status);
}
