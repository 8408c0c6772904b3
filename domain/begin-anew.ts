import type { AlertState } from './alert.ts';

/**
 * An alert's state after its coin's trade ids began anew (another exchange behind the same address, a reset simulator):
 * positions of the old ids say nothing about the new ones, so nothing of them is kept. An armed alert arms again, at
 * the first trade from `armAfter` (ms, exchange clock) on. This alone forgets `asOf`: no trade of the new ids was judged.
 */
export function beginAnew(state: AlertState, armAfter: number): AlertState {
  switch (state.status) {
    case 'arming':
    case 'active':
      return { status: 'arming', armAfter, asOf: null, watchedFrom: null };
    case 'paused':
    case 'triggered':
    case 'expired':
    case 'faulty':
      return { ...state, asOf: null };
  }
}
