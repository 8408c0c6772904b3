import { type Channel, channelKey } from '../channels/channel.ts';
import type { Rule } from '../rules/rule.ts';
import { isSameRule } from '../rules/rule.ts';
import { type AlertState, type ArmFrom, isArmed, isInIndex, type Paused, pausedUntil } from './alert.ts';
import { armingState } from './arming-state.ts';

/** The part of an alert that its person can change. */
export interface EditableAlert {
  readonly rule: Rule;
  readonly state: AlertState;
  readonly channels: Channel[];
  readonly name: string | null;
  readonly note: string | null;
}

/**
 * `rule` is the whole rule after the edit; other fields stay as they are if absent. `status` `active` resumes, and re-arms an alert that is
 * over; `paused` pauses it until `pausedUntil` (exchange clock, ms), or without an end.
 */
export interface AlertEdit {
  readonly rule: Rule;
  readonly channels?: Channel[] | undefined;
  readonly name?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly status?: 'active' | 'paused' | undefined;
  readonly pausedUntil?: number | null | undefined;
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
  const state = nextState(before, { ...edit, rule }, armFrom);
  const { channels = before.channels, name = before.name, note = before.note } = edit;
  const areTextsChanged = name !== before.name || note !== before.note || !sameChannels(channels, before.channels);
  const isIndexChanged = rule !== before.rule || state !== before.state;
  const scope = isIndexChanged ? 'index' : areTextsChanged ? 'texts' : 'nothing';
  return { scope, alert: scope === 'nothing' ? before : { rule, state, channels, name, note } };
}

/** Whether the edit arms the alert, now or later, or changes its expiry: then the expiry must leave it time to fire. */
export function needsFutureExpiry(before: EditableAlert, after: EditableAlert): boolean {
  const isRearmed = isInIndex(after.state) && after.state !== before.state;
  return isRearmed || after.rule.expiresAt !== before.rule.expiresAt;
}

/** Keeps `asOf`: an event that was judged by the old rule is not judged by the new one. */
function nextState(before: EditableAlert, { rule, status, pausedUntil: until = null }: AlertEdit, armFrom: ArmFrom) {
  const { state } = before;
  const isEdited = rule !== before.rule;
  if (status === 'paused') return pausedState({ rule, state, isEdited, until }, armFrom);
  if (status !== 'active' && state.status === 'paused') {
    return pausedState({ rule, state, isEdited, until: pausedUntil(state) }, armFrom);
  }
  const isResumed = status === 'active' && !isArmed(state);
  return isResumed || isEdited ? armingState(rule, armFrom, state.asOf) : state;
}

interface Pausing {
  readonly rule: Rule;
  readonly state: AlertState;
  readonly isEdited: boolean;
  /** null: without an end */
  readonly until: number | null;
}

/** Ticks from before an edit may lack what the new rule needs: they do not end the pause. */
function pausedState({ rule, state, isEdited, until }: Pausing, { bookVersion }: ArmFrom): AlertState {
  const isSamePause = state.status === 'paused' && pausedUntil(state) === until;
  if (isSamePause && (until === null || !isEdited)) return state;
  const paused: Paused = { status: 'paused', asOf: state.asOf, watchedFrom: null };
  if (until === null) return paused;
  const armFrom = { armAfter: until, bookVersion };
  // the exchange was further than its clock seemed to be: the end has been judged already, and does not come again
  if (state.asOf !== null && state.asOf.instant >= until) return armingState(rule, armFrom, state.asOf);
  return { ...paused, armFrom };
}

function sameChannels(a: readonly Channel[], b: readonly Channel[]): boolean {
  return a.length === b.length && a.every((channel, index) => isSameChannel(channel, b[index]));
}

function isSameChannel(a: Channel, b: Channel | undefined): boolean {
  return b !== undefined && channelKey(a) === channelKey(b);
}
