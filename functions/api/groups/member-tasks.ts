import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { FOLLOWED, fieldsSince, type Group, isPaused, workOf } from '../../../domain/groups/group.ts';
import type { GroupFire } from '../../../domain/groups/group-fire.ts';
import type { GroupDeps } from './group-deps.ts';

/**
 * What is to be done for one coin of a group. `forget`: its member is gone, which only a version that knew no groups can have done.
 */
export type MemberTask =
  | { readonly kind: 'make'; readonly symbol: string }
  | { readonly kind: 'change'; readonly symbol: string; readonly alertId: string; readonly since: number }
  | { readonly kind: 'remove'; readonly symbol: string; readonly alertId: string }
  | { readonly kind: 'forget'; readonly symbol: string };

export interface TaskList {
  readonly tasks: readonly MemberTask[];
  /** coins whose member is made later, and why */
  readonly later: Readonly<Record<string, string>>;
}

interface MemberScene {
  /** by id */
  readonly alerts: ReadonlyMap<string, OwnedAlert>;
  /** coins that are followed now; none where the group names its own */
  readonly followed: readonly string[];
  /** of a group that fires once: the fire of its round */
  readonly fire: GroupFire | null;
  /** exchange clock, ms */
  readonly now: number;
}

export function tasksOf(group: Group, { alerts, followed, fire, now }: MemberScene): TaskList {
  const waits = whyMakesNone(group, fire, now);
  const { missing, surplus } = workOf(group, followed);
  const members = Object.entries(group.members).map(([symbol, alertId]) => ({ symbol, alertId }));
  const lost = members.filter(({ alertId }) => !alerts.has(alertId));
  const present = members.filter(({ alertId }) => alerts.has(alertId));
  const removed = present.filter(({ symbol }) => surplus.includes(symbol));
  const behind = present.flatMap(({ symbol, alertId }) => {
    const since = alerts.get(alertId)?.group?.version ?? 0;
    const isBehind = !surplus.includes(symbol) && Object.keys(fieldsSince(group, since)).length > 0;
    return isBehind ? [{ symbol, alertId, since }] : [];
  });
  return {
    tasks: [
      ...lost.map(({ symbol }) => ({ kind: 'forget' as const, symbol })),
      ...removed.map((member) => ({ kind: 'remove' as const, ...member })),
      ...behind.map((member) => ({ kind: 'change' as const, ...member })),
      ...(waits ? [] : missing.map((symbol) => ({ kind: 'make' as const, symbol }))),
    ],
    later: waits && group.coins !== FOLLOWED ? Object.fromEntries(missing.map((symbol) => [symbol, waits])) : {},
  };
}

function whyMakesNone(group: Group, fire: GroupFire | null, now: number): string | null {
  if (fire) return 'The group has fired: the alert is made when the group is armed again.';
  return isPaused(group, now) ? 'The group is paused: the alert is made when it is resumed.' : null;
}

/** The tasks of the group as it is now. */
export async function readTasks(person: string, group: Group, deps: GroupDeps): Promise<TaskList> {
  const isOpen = group.coins === FOLLOWED && !group.isDeleted;
  const [alerts, coins, fire, market] = await Promise.all([
    deps.groupMembers.read(Object.values(group.members)),
    // a row that can't be read is logged where coins are listed
    isOpen ? deps.coins.list(() => {}) : [],
    readFire(person, group, deps),
    deps.readMarketNow(),
  ]);
  const followed = coins.filter(({ wanted }) => wanted).map(({ symbol }) => symbol);
  return tasksOf(group, { alerts, followed, fire, now: market.exchangeNow });
}

/** The fire of the group's round; null while there is none, and of a group whose members each fire for themselves. */
export async function readFire(
  person: string,
  { id, fires, round }: Group,
  { groupFires }: Pick<GroupDeps, 'groupFires'>,
): Promise<GroupFire | null> {
  return fires === 'once' ? groupFires.read({ person, groupId: id, round }) : null;
}
