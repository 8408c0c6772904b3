import type { OwnedAlert } from '../../adapters/dynamodb/alerts/alert-item.ts';
import { endingOf, type GroupMembers } from '../../adapters/dynamodb/alerts/group-members.ts';
import type { GroupFires, GroupRound } from '../../adapters/dynamodb/people/group-fires.ts';
import type { GroupTable } from '../../adapters/dynamodb/people/group-table.ts';
import type { Group } from '../../domain/groups/group.ts';
import type { GroupFire } from '../../domain/groups/group-fire.ts';
import { memoryPart } from './memory-transactions.ts';

export interface HeldGroups {
  /** by person and id */
  readonly groups: Map<string, Group>;
  /** whose groups take coins that are followed later, by id */
  readonly followedGroups: Map<string, string>;
  /** by person, group and round */
  readonly groupFires: Map<string, GroupFire>;
}

/** Groups of alerts, as the table keeps them: the same conditions on writes. */
export function memoryGroups({ groups, followedGroups }: HeldGroups): GroupTable {
  const nameOf = (person: string, id: string) => `${person} ${id}`;
  const stored = (person: string, { id }: Group) => groups.get(nameOf(person, id));
  const isAsRead = (person: string, group: Group) => stored(person, group)?.version === group.version;
  const change = (person: string, group: Group, edit: (now: Group) => Partial<Group>) => {
    const now = stored(person, group);
    if (now) groups.set(nameOf(person, group.id), { ...now, ...edit(now) });
  };
  return {
    read: async ({ person, id }) => groups.get(nameOf(person, id)) ?? null,
    list: async (person) => [...groups].flatMap(([name, group]) => (name.startsWith(`${person} `) ? [group] : [])),
    creation: (person, group) =>
      memoryPart(
        () => void groups.set(nameOf(person, group.id), group),
        () => !stored(person, group),
      ),
    replacement: (person, before, after) =>
      memoryPart(
        () => change(person, before, ({ members, refused }) => ({ ...after, members, refused })),
        () => isAsRead(person, before),
      ),
    memberChange: (person, group, { made, removed }) =>
      memoryPart(
        () =>
          change(person, group, ({ members, refused }) => ({
            members: { ...without(members, removed), ...made },
            refused: without(refused, [...removed, ...Object.keys(made)]),
          })),
        () => {
          const members = stored(person, group)?.members ?? {};
          return isAsRead(person, group) && Object.keys(made).every((symbol) => members[symbol] === undefined);
        },
      ),
    removal: (person, group) =>
      memoryPart(
        () => void groups.delete(nameOf(person, group.id)),
        () => isAsRead(person, group) && Object.keys(stored(person, group)?.members ?? {}).length === 0,
      ),
    writeRefused: async (person, group, refused) => {
      if (isAsRead(person, group)) change(person, group, () => ({ refused }));
    },
    followedPointer: ({ person, id }, isKept) =>
      memoryPart(() => void (isKept ? followedGroups.set(id, person) : followedGroups.delete(id))),
    listFollowed: async () => [...followedGroups].map(([id, person]) => ({ person, id })),
  };
}

function without(entries: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !names.includes(name)));
}

export function memoryGroupFires(fires = new Map<string, GroupFire>()): GroupFires {
  const nameOf = ({ person, groupId, round }: GroupRound) => `${person} ${groupId} ${round}`;
  return {
    claim: async (round, fire) => {
      const sent = fires.get(nameOf(round)) ?? fire;
      fires.set(nameOf(round), sent);
      return sent;
    },
    read: async (round) => fires.get(nameOf(round)) ?? null,
    expiry: (round) =>
      memoryPart(
        () => {},
        () => fires.has(nameOf(round)),
      ),
  };
}

export function memoryGroupMembers(alerts: Map<string, OwnedAlert>): GroupMembers {
  const read = async (ids: readonly string[]) =>
    new Map(ids.flatMap((id) => alerts.get(id) ?? []).map((alert) => [alert.id, alert]));
  return {
    read,
    end: async (group, fire) => {
      for (const { alert, state } of endingOf(await read(Object.values(group.members)), group, fire)) {
        alerts.set(alert.id, { ...alert, state, rev: alert.rev + 1 });
      }
    },
  };
}

/** For whoever dispatches fires: no group is stored. */
export function memoryFiredGroups() {
  const held = { groups: new Map(), followedGroups: new Map(), groupFires: new Map() };
  return { groupFires: memoryGroupFires(), groups: memoryGroups(held), groupMembers: memoryGroupMembers(new Map()) };
}
