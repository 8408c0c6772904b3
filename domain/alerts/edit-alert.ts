import { type Channel, channelKey } from '../channels/channel.ts';
import type { Rule } from '../rules/rule.ts';
import { isSameRule } from '../rules/rule.ts';
import { type AlertState, type ArmFrom, isArmed } from './alert.ts';
import { armingState } from './arming-state.ts';

/** The part of an alert that its person can change. */
export interface EditableAlert {
  readonly rule: Rule;
  readonly state: AlertState;
  readonly channels: Channel[];
  readonly name: string | null;
  readonly note: string | null;
}

/** `rule` is the whole rule after the edit; other fields stay as they are if absent. `status` `active` resumes, and re-arms an alert that is over. */
export interface AlertEdit {
  readonly rule: Rule;
  readonly channels?: Channel[] | undefined;
  readonly name?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly status?: 'active' | 'paused' | undefined;
}

/**
 * - `nothing`: the alert is as asked for already.
 * - `texts`: only the name, the note or the channels change; judging goes on where it was.
 * - `index`: rule or status change, and with them the alert's place in the index.
 */
export type EditScope = 'nothing' | 'texts' | 'index';

export interface EditedAlert {
  readonly scope: EditScope;
  readonly alert: EditableAlert;
}

/** `armFrom` is that of the edit itself: the new rule judges no event before it. */
export function editAlert(before: EditableAlert, edit: AlertEdit, armFrom: ArmFrom): EditedAlert {
  const rule = isSameRule(edit.rule, before.rule) ? before.rule : edit.rule;
  const state = nextState(before, { rule, status: edit.status }, armFrom);
  const { channels = before.channels, name = before.name, note = before.note } = edit;
  const areTextsChanged = name !== before.name || note !== before.note || !sameChannels(channels, before.channels);
  const isIndexChanged = rule !== before.rule || state !== before.state;
  const scope = isIndexChanged ? 'index' : areTextsChanged ? 'texts' : 'nothing';
  return { scope, alert: scope === 'nothing' ? before : { rule, state, channels, name, note } };
}

/** Whether the edit arms the alert or changes its expiry: then the expiry must be in the future. */
export function needsFutureExpiry(before: EditableAlert, after: EditableAlert): boolean {
  const isRearmed = after.state.status === 'arming' && after.state !== before.state;
  return isRearmed || after.rule.expiresAt !== before.rule.expiresAt;
}

/** Keeps `asOf`: an event that was judged by the old rule is not judged by the new one. */
function nextState(
  before: EditableAlert,
  { rule, status }: Pick<AlertEdit, 'rule' | 'status'>,
  armFrom: ArmFrom,
): AlertState {
  const { state } = before;
  const isPaused = state.status === 'paused';
  if (status === 'paused') return isPaused ? state : { status, asOf: state.asOf, watchedFrom: null };
  const isResumed = status === 'active' && !isArmed(state);
  const isEdited = rule !== before.rule && (status === 'active' || !isPaused);
  return isResumed || isEdited ? armingState(rule, armFrom, state.asOf) : state;
}

function sameChannels(a: readonly Channel[], b: readonly Channel[]): boolean {
  return a.length === b.length && a.every((channel, index) => isSameChannel(channel, b[index]));
}

function isSameChannel(a: Channel, b: Channel | undefined): boolean {
  return b !== undefined && channelKey(a) === channelKey(b);
}
