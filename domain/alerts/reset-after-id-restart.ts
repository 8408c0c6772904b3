import type { AlertState, ArmFrom, JudgedAlert } from './alert.ts';
import { armingState } from './arming-state.ts';

/** Whether the alert holds a position of the old ids, or may still be armed by a tick that carries them. */
export function mustResetAfterIdRestart(state: AlertState, armFrom: ArmFrom): boolean {
  const own = 'armFrom' in state ? state.armFrom : undefined;
  return state.asOf !== null || (own !== undefined && own.bookVersion < armFrom.bookVersion);
}

/**
 * An alert's state after its coin's trade ids have restarted (another exchange behind the same address, a reset
 * simulator): positions of the old ids say nothing about the new ones, so none is kept. An armed alert arms again, at the
 * first event that `armFrom` allows, whatever phase it was in; one that is paused until an instant does at that instant. Nothing
 * else clears `asOf`.
 */
export function resetAfterIdRestart(
  { rule, state }: Pick<JudgedAlert, 'rule' | 'state'>,
  armFrom: ArmFrom,
): AlertState {
  switch (state.status) {
    case 'arming':
    case 'active':
      return armingState(rule, armFrom, null);
    case 'paused':
      return { ...state, asOf: null, ...(state.armFrom && { armFrom: laterOf(state.armFrom, armFrom) }) };
    case 'triggered':
    case 'expired':
    case 'faulty':
      return { ...state, asOf: null };
  }
}

/** Ticks of the old ids have an older version of the index: they do not end the snooze. */
function laterOf(snooze: ArmFrom, { armAfter, bookVersion }: ArmFrom): ArmFrom {
  return { armAfter: Math.max(snooze.armAfter, armAfter), bookVersion };
}
