import pMap from 'p-map';
import type { Group } from '../../../domain/groups/group.ts';
import { MAX_WRITE_ATTEMPTS } from '../alerts/retry-lost-writes.ts';
import { writeAlerts } from '../alerts/write-alerts.ts';
import type { Caller } from '../http/identify-caller.ts';
import { Problem } from '../http/problem.ts';
import type { GroupDeps } from './group-deps.ts';
import type { MemberTask } from './member-tasks.ts';
import { type GroupOf, type PlannedMember, planMember } from './plan-member.ts';

const MAX_PLANS_AT_ONCE = 5;
/** Who writes several alerts may lose again and again to those who write one. */
const MAX_ATTEMPTS_TOGETHER = 4;

export interface MemberWork extends GroupOf {
  /** null: nobody's request, a coin was followed */
  readonly caller: Caller | null;
  readonly tasks: readonly MemberTask[];
}

/** Why coins were refused, by coin. `isSuperseded`: the group was changed meanwhile, and not all was tried. */
export interface WorkResult {
  readonly refused: ReadonlyMap<string, string>;
  readonly isSuperseded: boolean;
}

type Plan = { readonly task: MemberTask } & ({ readonly plan: PlannedMember } | { readonly problem: Problem });

/**
 * Does the tasks in one transaction, each member together with its entry in the group. A task that is refused keeps no other from
 * being done. @throws what the tables throw
 */
export async function writeMembers(work: MemberWork, deps: GroupDeps): Promise<WorkResult> {
  let { group, tasks } = work;
  for (let attempts = 1; attempts <= MAX_WRITE_ATTEMPTS; attempts += 1) {
    const plans = await pMap(tasks, (task) => tryPlan({ ...work, group }, task, deps), {
      concurrency: MAX_PLANS_AT_ONCE,
    });
    const refused = new Map(
      plans.flatMap((it) => ('problem' in it ? [[it.task.symbol, reasonOf(it.problem)] as const] : [])),
    );
    const planned = plans.flatMap((it) => ('plan' in it ? [it] : []));
    if (planned.length === 0) return { refused, isSuperseded: false };
    const outcome = await tryWrite(work, planned, deps);
    if (outcome === 'written') return { refused, isSuperseded: false };
    const isAlone = tasks.length === 1;
    if (outcome !== 'lost' && isAlone)
      return { refused: new Map([[tasks[0]?.symbol ?? '', outcome]]), isSuperseded: false };
    if (!isAlone && (outcome !== 'lost' || attempts === MAX_ATTEMPTS_TOGETHER))
      return writeEach({ ...work, tasks }, deps);
    const now = await deps.groups.read({ person: work.person, id: group.id });
    if (now?.version !== group.version) return { refused, isSuperseded: true };
    group = now;
    tasks = tasks.filter((task) => isOpen(task, now));
    if (tasks.length === 0) return { refused, isSuperseded: false };
  }
  return { refused: new Map(tasks.map(({ symbol }) => [symbol, BUSY])), isSuperseded: false };
}

const BUSY = 'The coin is changing very fast just now; try again.';

async function writeEach({ tasks, ...work }: MemberWork, deps: GroupDeps): Promise<WorkResult> {
  const refused = new Map<string, string>();
  for (const task of tasks) {
    const result = await writeMembers({ ...work, tasks: [task] }, deps);
    for (const [symbol, reason] of result.refused) refused.set(symbol, reason);
    if (result.isSuperseded) return { refused, isSuperseded: true };
  }
  return { refused, isSuperseded: false };
}

async function tryPlan(of: GroupOf, task: MemberTask, deps: GroupDeps): Promise<Plan> {
  try {
    return { task, plan: await planMember(of, task, deps) };
  } catch (error) {
    if (error instanceof Problem) return { task, problem: error };
    throw error;
  }
}

/** `lost`: another writer was first; any other text says which limit leaves no room. */
async function tryWrite(
  { person, caller, group }: MemberWork,
  planned: readonly { readonly task: MemberTask; readonly plan: PlannedMember }[],
  deps: GroupDeps,
): Promise<'written' | 'lost' | (string & {})> {
  const made = planned.flatMap(({ task, plan }) => (plan.made ? [[task.symbol, plan.made] as const] : []));
  const removed = planned.filter(({ plan }) => plan.isGone).map(({ task }) => task.symbol);
  const entries = { made: Object.fromEntries(made), removed };
  const own = [deps.groups.memberChange(person, group, entries)];
  const writes = [{ own, index: null, claim: {} }, ...planned.map(({ plan }) => plan.write)];
  try {
    return (await writeAlerts({ person, caller, writes }, deps)) ? 'written' : 'lost';
  } catch (error) {
    if (error instanceof Problem) return reasonOf(error);
    throw error;
  }
}

/** Another request, or a coin that was followed at this moment, may have done it already. */
function isOpen(task: MemberTask, { members }: Group): boolean {
  return (members[task.symbol] === undefined) === (task.kind === 'make');
}

function reasonOf({ options: { detail } }: Problem): string {
  return detail;
}
