import type { AlertState, ArmFrom, Channel, Rule } from './alert.ts';
import type { Condition } from './condition.ts';

/** The part of an alert that its person can change. */
export interface EditableAlert {
  readonly rule: Rule;
  readonly state: AlertState;
  readonly channels: Channel[];
  readonly note: string | null;
}

/** What is absent stays as it is. `status` `active` resumes, and re-arms an alert that is over. */
export interface AlertEdit {
  readonly condition?: Partial<Condition>;
  readonly channels?: Channel[];
  readonly note?: string | null;
  readonly status?: 'active' | 'paused';
}

/**
 * - `nothing`: the alert is as asked for already.
 * - `words`: only what is told changed (note, channels); it goes on being judged where it was.
 * - `book`: rule or status changed, and with it the alert's place in the book.
 */
export type EditScope = 'nothing' | 'words' | 'book';

export interface EditedAlert {
  readonly scope: EditScope;
  readonly alert: EditableAlert;
}

/** `armFrom` tells of the edit itself: no trade before it meets the new rule. */
export function editAlert(before: EditableAlert, edit: AlertEdit, armFrom: ArmFrom): EditedAlert {
  const rule = { ...before.rule, condition: { ...before.rule.condition, ...edit.condition } };
  const ruleChanged = !sameCondition(rule.condition, before.rule.condition);
  const state = nextState(before.state, edit.status, ruleChanged, armFrom);
  const { channels = before.channels, note = before.note } = edit;
  const wordsChanged = note !== before.note || !sameChannels(channels, before.channels);
  const scope = ruleChanged || state !== before.state ? 'book' : wordsChanged ? 'words' : 'nothing';
  return { scope, alert: scope === 'nothing' ? before : { rule, state, channels, note } };
}

/** Never resets `asOf`: what was judged once is never judged again, by no rule. */
function nextState(state: AlertState, status: AlertEdit['status'], ruleChanged: boolean, armFrom: ArmFrom): AlertState {
  const seen = { asOf: state.asOf, watchedFrom: null };
  const arming: AlertState = { status: 'arming', armFrom, ...seen };
  if (status === 'paused') return state.status === 'paused' ? state : { status: 'paused', ...seen };
  if (ruleChanged && (status === 'active' || state.status !== 'paused')) return arming;
  const isArmed = state.status === 'active' || state.status === 'arming';
  return status === 'active' && !isArmed ? arming : state;
}

function sameCondition(a: Condition, b: Condition): boolean {
  return a.metric === b.metric && a.op === b.op && a.level === b.level;
}

function sameChannels(a: readonly Channel[], b: readonly Channel[]): boolean {
  return a.length === b.length && a.every(({ type }, index) => type === b[index]?.type);
}
