import type { AlertState, Status } from '../alerts/alert.ts';
import type { Rule } from '../rules/rule.ts';

/**
 * What the page of a link can do to an alert. `rearm` is `resume` for an alert that has fired once and is over; `unmute` ends its
 * mute (docs/decisions/0021).
 */
export const ALERT_ACTIONS = ['unmute', 'pause', 'resume', 'rearm'] as const;
export type AlertAction = (typeof ALERT_ACTIONS)[number];

/** What the page of an unsubscribe link can do. */
export const MAIL_ACTIONS = ['unsubscribe', 'subscribe'] as const;
export type MailAction = (typeof MAIL_ACTIONS)[number];

type StatusAction = Exclude<AlertAction, 'unmute'>;

/** By action: the states in which it is offered, and the states that it leads to. */
const GOALS: Readonly<Record<StatusAction, { readonly from: readonly Status[]; readonly to: readonly Status[] }>> = {
  pause: { from: ['arming', 'active'], to: ['paused'] },
  resume: { from: ['paused'], to: ['arming', 'active'] },
  rearm: { from: ['triggered'], to: ['arming', 'active'] },
};

/** An alert as its page shows it. */
interface Actable {
  readonly state: AlertState;
  readonly rule: Rule | null;
  readonly isMuted: boolean;
}

/** The actions that are offered now. An alert whose expiry has passed can't be armed before it has another one. `now`: exchange clock, ms. */
export function actionsOf({ state, rule, isMuted }: Actable, now: number): AlertAction[] {
  if (!rule) return [];
  const isOver = rule.expiresAt !== null && rule.expiresAt <= now;
  return ALERT_ACTIONS.filter((action) => {
    if (action === 'unmute') return isMuted;
    return GOALS[action].from.includes(state.status) && (action === 'pause' || !isOver);
  });
}

/** Whether the alert is already as the action would make it: then the action changes nothing. */
export function isDoneBy(action: AlertAction, { state, isMuted }: Omit<Actable, 'rule'>): boolean {
  return action === 'unmute' ? !isMuted : GOALS[action].to.includes(state.status);
}
