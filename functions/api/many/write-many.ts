import pMap from 'p-map';
import { MAX_ATOMIC_ITEMS } from '../../../contract/bulk-request.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import { writeAlerts } from '../alerts/write-alerts.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import { Problem, type ProblemOptions, unavailable } from '../http/problem.ts';
import { toProblem } from '../http/report-problems.ts';
import { type ItemPlan, type ManyItem, type Outcome, refuseRepeats } from './many-items.ts';
import { readOnce } from './read-once.ts';

const BUSY = 'Many of these alerts are changing just now; try again.';
/** One person's request reads no more at once. */
const MAX_PLANNED_AT_ONCE = 4;
/** Others may write one of the coins all the time: then fewer items are written together. */
const MAX_ATTEMPTS_TOGETHER = 3;
/** Of the ten seconds that the function has. What is not begun then is refused. */
const MAX_WRITING_MS = 6_000;
const NO_TIME = unavailable('There was no time for this item; send it again.', 1);

export type Planned = { readonly plan: ItemPlan } | { readonly problem: ProblemOptions };

/** All items in one transaction, or none. @throws Problem that the first refused item alone would get, its fields under `items.N` */
export function writeTogether(items: readonly ManyItem[], caller: Caller, deps: ApiDeps): Promise<Outcome[]> {
  const distinct = refuseRepeats(items);
  return retryLostWrites(BUSY, async () => {
    const once = readOnce(deps);
    const planned = await planAll(distinct, once);
    const refused = planned.flatMap((one, index) => ('problem' in one ? [ofItem(index, one.problem)] : []));
    if (refused[0]) throw refused[0];
    return writePlans(planned.map(atItem), caller, once);
  });
}

/**
 * Each item for itself: one that is refused leaves the others alone. They are written together while that works, since a request
 * of a hundred transactions would take long.
 */
export async function writeEach(items: readonly ManyItem[], caller: Caller, deps: ApiDeps): Promise<Outcome[]> {
  const distinct = refuseRepeats(items);
  const until = deps.now() + MAX_WRITING_MS;
  const outcomes: Outcome[] = [];
  for (let from = 0; from < distinct.length; from += MAX_ATOMIC_ITEMS) {
    const some = distinct.slice(from, from + MAX_ATOMIC_ITEMS);
    outcomes.push(...(await writeSome(some, caller, { ...deps, until })));
  }
  return outcomes;
}

type TimedDeps = ApiDeps & { readonly until: number };

async function writeSome(items: readonly ManyItem[], caller: Caller, deps: TimedDeps): Promise<Outcome[]> {
  if (deps.now() > deps.until) return items.map(() => refusal(NO_TIME.options));
  try {
    return await retryLostWrites(BUSY, () => tryWrite(items, caller, deps), MAX_ATTEMPTS_TOGETHER);
  } catch (error) {
    const refused = refusalOf(error);
    // after an error that is no Problem they may have been written all the same: to write them again would make some twice
    if (items.length === 1 || !(error instanceof Problem)) return items.map(() => refused);
    // a limit, or one transaction, may have room for some of them
    const half = Math.ceil(items.length / 2);
    const first = await writeSome(items.slice(0, half), caller, deps);
    return [...first, ...(await writeSome(items.slice(half), caller, deps))];
  }
}

/** Null when another writer was first. @throws Problem when a limit leaves no room for all */
async function tryWrite(items: readonly ManyItem[], caller: Caller, deps: ApiDeps): Promise<Outcome[] | null> {
  const once = readOnce(deps);
  return writePlans(await planAll(items, once), caller, once);
}

export function planAll(items: readonly ManyItem[], deps: ApiDeps): Promise<Planned[]> {
  const planOne = async (item: ManyItem): Promise<Planned> => {
    try {
      return { plan: await item.plan(deps) };
    } catch (error) {
      return { problem: toProblem(error, { route: 'many alerts' }) };
    }
  };
  return pMap(items, planOne, { concurrency: MAX_PLANNED_AT_ONCE });
}

/** What was refused is not written. */
async function writePlans(planned: readonly Planned[], caller: Caller, deps: ApiDeps): Promise<Outcome[] | null> {
  const writes = planned.flatMap((one) => ('plan' in one ? (one.plan.write ?? []) : []));
  const isWritten = writes.length === 0 || (await writeAlerts({ person: caller.person, caller, writes }, deps));
  return isWritten ? planned.map(outcomeOf) : null;
}

/** So that a limit that leaves no room names the items. */
function atItem(planned: Planned, index: number): Planned {
  if ('problem' in planned || planned.plan.write === null) return planned;
  const { write } = planned.plan;
  return { plan: { ...planned.plan, write: { ...write, claim: { ...write.claim, at: `items.${index}` } } } };
}

export function outcomeOf(planned: Planned): Outcome {
  if ('problem' in planned) return refusal(planned.problem);
  const { status, alert, write } = planned.plan;
  return { status, alert, isChanged: write !== null && write.own.length > 0, problem: null };
}

export function refusalOf(error: unknown): Outcome {
  return refusal(toProblem(error, { route: 'many alerts' }));
}

function refusal(problem: ProblemOptions): Outcome {
  return { status: problem.status, problem };
}

function ofItem(index: number, problem: ProblemOptions): Problem {
  const at = `items.${index}`;
  const errors = problem.errors ?? [{ path: '', message: problem.detail }];
  return new Problem({
    ...problem,
    detail: `Item ${index}: ${problem.detail}`,
    errors: errors.map(({ path, message }) => ({ path: path === '' ? at : `${at}.${path}`, message })),
  });
}
