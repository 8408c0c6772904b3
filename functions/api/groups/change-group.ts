import type { PatchGroup } from '../../../contract/group-request.ts';
import {
  type AskedFields,
  changeGroup,
  FOLLOWED,
  fieldsOfNew,
  type Group,
  type GroupChange,
} from '../../../domain/groups/group.ts';
import type { GroupFire } from '../../../domain/groups/group-fire.ts';
import { resolveChannels } from '../alerts/resolve-channels.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import { type AlertWrite, writeAlerts } from '../alerts/write-alerts.ts';
import type { Caller } from '../http/identify-caller.ts';
import { Problem } from '../http/problem.ts';
import { checkIfMatch } from '../http/version-tag.ts';
import { checkAsked, requireCoins } from './check-group.ts';
import { requireGroup } from './find-group.ts';
import type { GroupDeps } from './group-deps.ts';
import { GROUP_BUSY } from './make-group.ts';
import { readFire } from './member-tasks.ts';

export interface GroupEdit {
  readonly id: string;
  readonly caller: Caller;
  readonly body: PatchGroup;
  /** its fields as they were sent, in JSON */
  readonly fields: AskedFields;
  readonly ifMatch: string | undefined;
}

/** Stores the next version of the group; its members are changed when it is settled. @throws Problem 404, 409, 412, 422, 503 */
export async function editGroup(edit: GroupEdit, deps: GroupDeps): Promise<void> {
  const { id, caller, body, fields } = edit;
  const { person } = caller;
  await retryLostWrites(GROUP_BUSY, async () => {
    const before = await requireGroup(deps.groups, { person, id });
    checkIfMatch(edit.ifMatch, before.version);
    if (before.isDeleted) throw deleting();
    if (body.coins === undefined && Object.keys(fields).length === 0) return true;
    const [resolved, fire] = await Promise.all([
      resolveChannels(deps, person, body.channels ?? []),
      readFire(person, before, deps),
    ]);
    const asked = { ...fields, ...(body.channels && { channels: resolved.channels }) };
    const isRearmed = fire !== null && body.status === 'active';
    const after = changeGroup(before, { coins: body.coins, asked, nextRound: isRearmed }, deps.now());
    const { pausedUntil } = body;
    await checkAsked({ fields: fieldsOfNew(after), fires: after.fires, arms: armsMembers(edit), pausedUntil }, deps);
    await requireCoins({ coins: after.coins, before: before.coins }, deps);
    const { webhooks } = resolved;
    const claim = { webhooks: { add: webhooks.added.map((one) => one.id) }, fields: { webhooks: resolved.fields } };
    const own = groupWrites({ person, before, after, endedRound: isRearmed ? fire : null }, deps);
    return (await writeAlerts({ person, caller, writes: [{ own, index: null, webhooks, claim }] }, deps)) || null;
  });
}

/** Names, notes and channels arm nothing, nor does a pause without an end. */
const ARMS_NOTHING: readonly string[] = ['name', 'note', 'channels', 'status', 'pausedUntil'];

function armsMembers({ body: { coins, status, pausedUntil }, fields }: GroupEdit): boolean {
  const isForAll = coins !== undefined || status === 'active' || Boolean(pausedUntil);
  return isForAll || Object.keys(fields).some((field) => !ARMS_NOTHING.includes(field));
}

/** Stores that the group is to go: then settling it deletes its members. @throws Problem 404, 412, 503 */
export async function beginRemoval(
  { id, caller, ifMatch }: Omit<GroupEdit, 'body' | 'fields'>,
  deps: GroupDeps,
): Promise<void> {
  const { person } = caller;
  const change: GroupChange = { asked: {}, nextRound: false, isDeleted: true };
  await retryLostWrites(GROUP_BUSY, async () => {
    const before = await requireGroup(deps.groups, { person, id });
    if (before.isDeleted) return true;
    checkIfMatch(ifMatch, before.version);
    const after = changeGroup(before, change, deps.now());
    const own = groupWrites({ person, before, after, endedRound: null }, deps);
    return (await writeAlerts({ person, caller, writes: [{ own, index: null, claim: {} }] }, deps)) || null;
  });
}

/** Deletes a group without members. @throws Problem 503 when it still has some */
export async function finishRemoval(person: string, group: Group, deps: GroupDeps): Promise<void> {
  const fire = await readFire(person, group, deps);
  const write: AlertWrite = {
    own: [
      deps.groups.removal(person, group),
      ...(fire ? [deps.groupFires.expiry({ person, groupId: group.id, round: group.round }, deps.now())] : []),
    ],
    index: null,
    claim: { groups: { remove: [group.id] } },
  };
  await retryLostWrites(
    'Not all of its alerts are deleted yet; try again.',
    async () => (await writeAlerts({ person, caller: null, writes: [write] }, deps)) || null,
  );
}

interface GroupWrite {
  readonly person: string;
  readonly before: Group;
  readonly after: Group;
  /** the fire of the round that this change ends */
  readonly endedRound: GroupFire | null;
}

function groupWrites({ person, before, after, endedRound }: GroupWrite, { groups, groupFires, now }: GroupDeps) {
  const { id, round } = before;
  const isOpen = (group: Group) => group.coins === FOLLOWED && !group.isDeleted;
  return [
    groups.replacement(person, before, after),
    ...(isOpen(before) === isOpen(after) ? [] : [groups.followedPointer({ person, id }, isOpen(after))]),
    ...(endedRound ? [groupFires.expiry({ person, groupId: id, round }, now())] : []),
  ];
}

function deleting(): Problem {
  return new Problem({ status: 409, title: 'Group is being deleted', detail: 'Send DELETE again to complete it.' });
}
