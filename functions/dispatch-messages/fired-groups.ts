import pMap from 'p-map';
import type { GroupMembers } from '../../adapters/dynamodb/alerts/group-members.ts';
import type { GroupFires, GroupRound } from '../../adapters/dynamodb/people/group-fires.ts';
import type { GroupTable } from '../../adapters/dynamodb/people/group-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import type { AlertChange } from '../../adapters/streams/alert-changes.ts';
import type { GroupFire } from '../../domain/groups/group-fire.ts';
import { firedAt } from '../../domain/messages/trigger.ts';

const MAX_GROUPS_AT_ONCE = 3;

export interface GroupFireDeps {
  readonly groupFires: Pick<GroupFires, 'claim'>;
  readonly groups: Pick<GroupTable, 'read'>;
  readonly groupMembers: Pick<GroupMembers, 'end'>;
  readonly log: Log;
}

/** The groups that fire once (docs/decisions/0026) of which members have fired in one batch. */
export interface FiredGroups {
  /**
   * The id of the fire that is sent in place of this one; null when this one is sent. The same fire gets the same answer, however often
   * and by how many it is asked.
   */
  claim(fired: Extract<AlertChange, { kind: 'fired' }>): Promise<string | null>;
  /** Ends the other members of those groups: when all messages of the batch are stored, as nobody may wait for it. Never throws. */
  endOthers(): Promise<void>;
}

export function createFiredGroups({ groupFires, groups, groupMembers, log }: GroupFireDeps): FiredGroups {
  const ended = new Map<string, { readonly round: GroupRound; readonly fire: GroupFire }>();

  /** A member that can't be ended keeps the messages of nobody: its own fire would not be sent, and ends it then. */
  async function end({ person, groupId: id, round }: GroupRound, fire: GroupFire): Promise<void> {
    try {
      const group = await groups.read({ person, id });
      if (group?.round === round) await groupMembers.end(group, fire);
    } catch (error) {
      log.warn('members of a group that has fired are not ended', { groupId: id, ...errorFields(error) });
    }
  }

  return {
    async claim({ owner: person, symbol, group, lastTrigger }) {
      if (group?.fires !== 'once') return null;
      const round = { person, groupId: group.id, round: group.round };
      const own = { triggerId: lastTrigger.id, symbol, at: firedAt(lastTrigger) };
      const fire = await groupFires.claim(round, own);
      ended.set(`${group.id} ${group.round}`, { round, fire });
      return fire.triggerId === own.triggerId ? null : fire.triggerId;
    },

    async endOthers() {
      await pMap(ended.values(), ({ round, fire }) => end(round, fire), { concurrency: MAX_GROUPS_AT_ONCE });
    },
  };
}
