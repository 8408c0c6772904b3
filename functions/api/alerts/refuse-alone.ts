import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { PatchAlert } from '../../../contract/alert-request.ts';
import { isArmed } from '../../../domain/alerts/alert.ts';
import type { Membership } from '../../../domain/groups/group.ts';
import { Problem } from '../http/problem.ts';

/** What can be changed of a member of a group by itself: whether it is silent. */
const ALONE: readonly string[] = ['status', 'pausedUntil', 'muted'];

/** @throws Problem 409 when the alert is a member of a group, and only the group can be changed so */
export function refuseChangeAlone({ group, state }: Pick<OwnedAlert, 'group' | 'state'>, change: PatchAlert): void {
  if (!group) return;
  const fields = Object.keys(change).filter((field) => !ALONE.includes(field));
  if (fields.length > 0) throw memberOf(group, `${fields.join(', ')} can only be changed for all of its alerts`);
  const isRearmed = change.status === 'active' && state.status !== 'paused' && !isArmed(state);
  if (group.fires === 'once' && isRearmed) throw memberOf(group, 'it fires once, and is armed again as a whole');
}

/** @throws Problem 409 when the alert is a member of a group */
export function refuseRemovalAlone({ group }: Pick<OwnedAlert, 'group'>): void {
  if (group) throw memberOf(group, 'take its coin out of the group, or delete the group');
}

function memberOf({ id }: Membership, what: string): Problem {
  return new Problem({
    status: 409,
    title: 'Member of a group',
    detail: `This alert is a member of the group ${id}: ${what}. See /api/groups/${id}.`,
  });
}
