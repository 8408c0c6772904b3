import type { AlertState, ArmFrom, JudgedAlert } from './alert.ts';
import { armingState } from './arming-state.ts';

/** Whether the alert holds a position of the old ids, or may still be armed by a tick that carries them. */
export function mustResetAfterIdRestart(state: AlertState, armFrom: ArmFrom): boolean {
  return state.asOf !== null || (state.status === 'arming' && state.armFrom.bookVersion < armFrom.bookVersion);
}

/**
 * An alert's state after its coin's trade ids have restarted (another exchange behind the same address, a reset
 * simulator): positions of the old ids say nothing about the new ones, so none is kept. An armed alert arms again, at the
 * first event that `armFrom` allows, whatever phase it was in. Nothing else clears `asOf`.
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
    case 'triggered':
    case 'expired':
    case 'faulty':
      return { ...state, asOf: null };
  }
}
