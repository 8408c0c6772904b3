import type { ProblemView } from '../../../contract/problem-view.ts';
import { ApiError, describeError } from '../../api/api-error.ts';
import { callApi } from '../../api/call-api.ts';
import { putAlerts } from '../../store/alerts.ts';
import { putGroup } from '../../store/groups.ts';
import { changeMany, type ItemResult } from './change-many.ts';
import { appliesTo, type Change, type NamedTarget } from './targets.ts';

/** What became of one target. */
export interface Outcome {
  readonly target: NamedTarget;
  readonly outcome: ItemResult['outcome'];
  /** as it is now; null when it was deleted or refused */
  readonly version: number | null;
  readonly problem: string | null;
}

export interface AskedChange {
  readonly change: Change;
  /** with `snooze`; ISO 8601 UTC */
  readonly pausedUntil?: string;
  /** only what has still the version that was seen */
  readonly onlyAsSeen?: boolean;
}

/** Changes alerts by bulk requests and groups one by one, and shows what the API answers. Never throws: an error is the outcome of each. */
export async function changeTargets(asked: AskedChange, targets: readonly NamedTarget[]): Promise<Outcome[]> {
  const alerts = targets.filter(({ kind }) => kind === 'alert');
  const groups = targets.filter(({ kind }) => kind === 'group');
  const changed = await changeAlerts(asked, alerts);
  for (const group of groups) changed.push(await changeGroup(asked, group));
  return changed;
}

async function changeAlerts(asked: AskedChange, targets: readonly NamedTarget[]): Promise<Outcome[]> {
  const { change, pausedUntil, onlyAsSeen = false } = asked;
  const items = targets.map(({ id, version }) => (onlyAsSeen ? { id, version } : { id }));
  const snooze = change === 'snooze' && pausedUntil !== undefined ? { pausedUntil } : {};
  const send = (some: readonly object[]) =>
    callApi('POST /api/alerts/bulk', { body: { operation: change, ...snooze, items: [...some] } });
  const results = await changeMany(items, send, problemOf);
  putAlerts(results.flatMap(({ alert }) => alert ?? []));
  return outcomesOf(results, targets);
}

export function outcomesOf(results: readonly ItemResult[], targets: readonly NamedTarget[]): Outcome[] {
  return results.flatMap(({ index, outcome, alert, problem }) => {
    const target = targets[index];
    return target ? [{ target, outcome, version: alert?.version ?? null, problem: problem?.detail ?? null }] : [];
  });
}

async function changeGroup(asked: AskedChange, target: NamedTarget): Promise<Outcome> {
  const { change, pausedUntil, onlyAsSeen = false } = asked;
  const { id, version } = target;
  if (!appliesTo(change, target)) return { target, outcome: 'as-it-was', version, problem: null };
  const status = change === 'pause' || change === 'snooze' ? 'paused' : 'active';
  const body = { status, ...(pausedUntil !== undefined && { pausedUntil }) } as const;
  try {
    const group = await callApi('PATCH /api/groups/{id}', {
      params: { id },
      body,
      ...(onlyAsSeen && { ifMatch: version }),
    });
    putGroup(group);
    return { target, outcome: 'changed', version: group.version, problem: null };
  } catch (error) {
    return { target, outcome: 'refused', version: null, problem: describeError(error) };
  }
}

/** What an error says of each item that it kept from being done. */
export function problemOf(error: unknown): ProblemView {
  if (error instanceof ApiError) return error.problem;
  return { type: 'about:blank', title: 'Error', status: 0, detail: describeError(error) };
}
