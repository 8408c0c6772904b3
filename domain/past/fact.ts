import type { AlertState, JudgedAlert } from '../alerts/alert.ts';
import type { AlertChange } from '../alerts/alert-change.ts';
import { armingState } from '../alerts/arming-state.ts';
import { type Fire, firedAt } from '../messages/trigger.ts';
import { isSameRule, type Rule } from '../rules/rule.ts';
import { afterStoredFire } from './after-stored-fire.ts';

/** What an alert was from an instant on, as it is stored. `at`: ms, exchange clock. */
export interface Fact {
  readonly at: number;
  /** it is not stored: it follows from when the alert was changed last that it must have been so, or nearly so */
  readonly isAssumed: boolean;
  readonly rule: Rule;
  readonly state: AlertState;
  /** the fire that it follows from, with the rule as it stood; null for a change, and for the present */
  readonly fired: RuledFire | null;
}

/** A fire with the rule as it stood. */
export interface RuledFire {
  readonly fire: Fire;
  readonly rule: Rule;
}

export interface Known {
  readonly present: Pick<JudgedAlert, 'rule' | 'state'>;
  /** own clock, ms: its person's last change */
  readonly updatedAt: number;
  /** those entries of the history that are known, in any order */
  readonly changes: readonly Pick<AlertChange, 'version' | 'at' | 'rule' | 'state'>[];
  /** in any order */
  readonly fires: readonly RuledFire[];
}

/** All that is known of an alert's states, by their instants. The last one is the present: the alert has not moved since. */
export function factsOf({ present, updatedAt, changes, fires }: Known): Fact[] {
  const changed = [...changes]
    .sort((a, b) => a.version - b.version)
    .flatMap(({ at, rule, state }): Fact[] =>
      rule && state ? [{ at: notBefore(state, at), rule, state, ...STORED, fired: null }] : [],
    );
  const fired = factsOfFires(fires);
  const lastChange = Math.max(...changed.map(({ at }) => at));
  const since = movedAt(present.state) ?? (changed.length > 0 ? lastChange : notBefore(present.state, updatedAt));
  const assumed = changed.length === 0 && updatedAt < since ? assumeArmed(present.rule, fired, updatedAt) : [];
  const earlier = [...fired, ...changed, ...assumed].sort(compareFacts);
  // what stands at the same instant is the same state
  const same = earlier.findLast(({ at, fired: by }) => at === since && by !== null)?.fired ?? null;
  const before = earlier.filter(({ at, fired: by }) => at < since || (at === since && by !== null && by !== same));
  return [...before, { at: since, ...present, ...STORED, fired: same }];
}

/** Oldest first. */
export function factsOfFires(fires: readonly RuledFire[]): Fact[] {
  return fires
    .map((fired): Fact => ({ at: firedAt(fired.fire), ...afterStoredFire(fired.rule, fired.fire), ...STORED, fired }))
    .sort(compareFacts);
}

const STORED = { isAssumed: false } as const;

/** Without a history: the alert armed by its last change. `fired`: ascending. Empty where the fire before it says that its rule was the same. */
function assumeArmed(present: Rule, fired: readonly Fact[], updatedAt: number): Fact[] {
  const rule = fired.find(({ at }) => at > updatedAt)?.fired?.rule ?? present;
  const last = fired.findLast(({ at }) => at <= updatedAt);
  if (last && isSameRule(last.rule, rule)) return [];
  const state = armingState(rule, { armAfter: updatedAt, bookVersion: 0 }, null);
  return [{ at: updatedAt, rule, state, isAssumed: true, fired: null }];
}

/** Of what has the same instant, a change comes after the fires that it found. */
function compareFacts(a: Fact, b: Fact): number {
  return a.at - b.at || judgedTo(a.state) - judgedTo(b.state);
}

/** Clocks are measured: what was judged before a change may have an instant after it. */
function notBefore({ asOf }: AlertState, at: number): number {
  return Math.max(at, asOf?.instant ?? at);
}

function judgedTo({ asOf }: AlertState): number {
  return asOf?.tradeId ?? 0;
}

/** The instant of the move that led to the state; null where the state does not say it: its person made it. */
function movedAt(state: AlertState): number | null {
  switch (state.status) {
    case 'arming':
      return Math.max(state.armFrom.armAfter, state.asOf?.instant ?? 0);
    case 'active':
    case 'triggered':
    case 'expired':
      return state.asOf?.instant ?? null;
    case 'paused':
      return state.because?.first.time ?? null;
    case 'faulty':
      return null;
  }
}
