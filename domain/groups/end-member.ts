import type { AlertState } from '../alerts/alert.ts';
import type { GroupFire } from './group-fire.ts';

/** The state of a member whose group has fired once, by another member; null where nothing could fire it any more. */
export function endMember(state: AlertState, { triggerId, symbol }: GroupFire): AlertState | null {
  switch (state.status) {
    case 'arming':
    case 'active':
    case 'paused':
      return { status: 'triggered', endedBy: { triggerId, symbol }, asOf: state.asOf, watchedFrom: null };
    case 'triggered':
    case 'expired':
    case 'faulty':
      return null;
  }
}
