import { type Channel, channelKey } from '../channels/channel.ts';
import type { Rule } from '../rules/rule.ts';
import { isSameRule } from '../rules/rule.ts';
import type { AlertState, ArmFrom } from './alert.ts';
import { armingState } from './arming-state.ts';

/** The part of an alert that its person can change. */
export interface EditableAlert {
  readonly rule: Rule;
  readonly state: AlertState;
  readonly channels: Channel[];
  readonly note: string | null;
}

/** `rule` is the whole rule as it shall be; the rest stays as it is where absent. `status` `active` resumes, and re-arms an alert that is over. */
export interface AlertEdit {
  readonly rule: Rule;
  readonly channels?: Channel[] | undefined;
  readonly note?: string | null | undefined;
  readonly status?: 'active' | 'paused' | undefined;
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

/** `armFrom` tells of the edit itself: no event before it meets the new rule. */
export function editAlert(before: EditableAlert, edit: AlertEdit, armFrom: ArmFrom): EditedAlert {
  const rule = isSameRule(edit.rule, before.rule) ? before.rule : edit.rule;
  const state = nextState(before, { rule, status: edit.status }, armFrom);
  const { channels = before.channels, note = before.note } = edit;
  const wordsChanged = note !== before.note || !sameChannels(channels, before.channels);
  const bookChanged = rule !== before.rule || state !== before.state;
  const scope = bookChanged ? 'book' : wordsChanged ? 'words' : 'nothing';
  return { scope, alert: scope === 'nothing' ? before : { rule, state, channels, note } };
}

/** Whether the edit arms the alert, or changes when it expires: its expiry must lie ahead then. */
export function needsFutureExpiry(before: EditableAlert, after: EditableAlert): boolean {
  const isRearmed = after.state.status === 'arming' && after.state !== before.state;
  return isRearmed || after.rule.expiresAt !== before.rule.expiresAt;
}

/** Never resets `asOf`: what was judged once is never judged again, by no rule. */
function nextState(
  before: EditableAlert,
  { rule, status }: Pick<AlertEdit, 'rule' | 'status'>,
  armFrom: ArmFrom,
): AlertState {
  const { state } = before;
  const isPaused = state.status === 'paused';
  if (status === 'paused') return isPaused ? state : { status, asOf: state.asOf, watchedFrom: null };
  const isArmed = state.status === 'active' || state.status === 'arming';
  const isResumed = status === 'active' && !isArmed;
  const isEdited = rule !== before.rule && (status === 'active' || !isPaused);
  return isResumed || isEdited ? armingState(rule, armFrom, state.asOf) : state;
}

function sameChannels(a: readonly Channel[], b: readonly Channel[]): boolean {
  return a.length === b.length && a.every((channel, index) => isSameChannel(channel, b[index]));
}

function isSameChannel(a: Channel, b: Channel | undefined): boolean {
  return b !== undefined && channelKey(a) === channelKey(b);
}
