import { isDeepStrictEqual } from 'node:util';
import type { GroupKey } from '../../../adapters/dynamodb/people/group-table.ts';
import type { Group } from '../../../domain/groups/group.ts';
import type { Caller } from '../http/identify-caller.ts';
import type { GroupDeps } from './group-deps.ts';
import { readFire, readTasks } from './member-tasks.ts';
import { writeMembers } from './write-members.ts';

/** Each takes up to four items of the hundred of a transaction; some are for the group, its person and their webhooks. */
const MEMBERS_A_TRANSACTION = 15;
/** The last one only looks, unless others change the group all the time. */
const MAX_PASSES = 5;
/** An answer is due after ten seconds. What is left is done by the next request. */
const MAX_ANSWER_MS = 6_000;
const UNDONE = 'Not done yet: send the change again.';

export interface Settling extends GroupKey {
  /** null: nobody's request, a coin was followed */
  readonly caller: Caller | null;
  /** own clock */
  readonly maxMs?: number;
}

/**
 * Makes the members of a group what the group says, and keeps in it why some are not. It can be repeated, and by several at once.
 * Returns the group as it is then; null when it was deleted. @throws what the tables throw
 */
export async function settleGroup(settling: Settling, deps: GroupDeps): Promise<Group | null> {
  const { person } = settling;
  const refused = await workThrough(settling, deps);
  const group = await deps.groups.read(settling);
  if (!group) return null;
  const fire = await readFire(person, group, deps);
  if (fire) await deps.groupMembers.end(group, fire);
  if (isDeepStrictEqual(refused, group.refused)) return group;
  await deps.groups.writeRefused(person, group, refused);
  return { ...group, refused };
}

/** Why coins are not as the group says, by coin. */
async function workThrough(settling: Settling, deps: GroupDeps): Promise<Group['refused']> {
  const { person, caller, maxMs = MAX_ANSWER_MS } = settling;
  const until = deps.now() + maxMs;
  const refused = new Map<string, string>();
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const group = await deps.groups.read(settling);
    if (!group) return {};
    const { tasks, later } = await readTasks(person, group, deps);
    const open = tasks.filter(({ symbol }) => !refused.has(symbol));
    if (open.length === 0) return { ...Object.fromEntries(refused), ...later };
    const webhooks = await deps.webhooks.list(person);
    for (let from = 0; from < open.length; from += MEMBERS_A_TRANSACTION) {
      const chunk = open.slice(from, from + MEMBERS_A_TRANSACTION);
      if (deps.now() > until) {
        for (const { symbol } of open.slice(from)) refused.set(symbol, UNDONE);
        break;
      }
      const result = await writeMembers({ person, caller, group, webhooks, tasks: chunk }, deps);
      for (const [symbol, reason] of result.refused) refused.set(symbol, reason);
      if (result.isSuperseded) {
        refused.clear();
        break;
      }
    }
  }
  return Object.fromEntries(refused);
}
