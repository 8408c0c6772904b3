import { describeError } from '../../../api/api-error.ts';
import { callApi } from '../../../api/call-api.ts';
import { dropAlerts, hidden, putAlerts, reloadAlert } from '../../../store/alerts.ts';
import { dropGroup, putGroup, reloadGroup } from '../../../store/groups.ts';
import { showToast } from '../../../store/toasts.ts';
import { changeMany } from '../change-many.ts';
import { problemOf } from '../change-targets.ts';
import { countOf } from '../count-of.ts';
import { showOutcomes } from '../shown-outcomes.ts';
import type { NamedTarget } from '../targets.ts';
import { type Answer, type Asked, DeleteQueue } from './delete-queue.ts';
import { type Command, type Deletion, UNDO_MS } from './deletion.ts';

/** Lives as long as the page: another view may be opened while time to undo is left. */
const queue = new DeleteQueue({
  ask,
  now: Date.now,
  later: (run, ms) => setTimeout(run, ms),
  onHidden: (ids) => {
    hidden.value = ids;
  },
  onEnded: showEnded,
});

/** What is on its way out, by id: its title, for the person. */
const titles = new Map<string, NamedTarget>();

/** Pauses at once and deletes when the time to undo is over. */
export async function deleteTargets(targets: readonly NamedTarget[]): Promise<void> {
  for (const target of targets) titles.set(target.id, target);
  const ids = targets.map(({ id }) => id);
  const [only] = targets;
  const title = targets.length === 1 && only ? `Deleted: ${only.title}` : `${countOf(targets)} deleted.`;
  showToast({
    ...{ icon: 'trash-2', title, forMs: UNDO_MS },
    actions: [{ label: 'Undo', run: () => void queue.undo(ids) }],
  });
  await queue.begin(targets);
}

async function ask(asked: readonly Asked[]): Promise<readonly Answer[]> {
  const inBulk = asked.filter(isForBulk);
  const alone = asked.filter((each) => !isForBulk(each));
  const kinds = [...new Set(inBulk.map(({ command }) => command.kind))];
  const answers: Answer[] = [];
  for (const kind of kinds)
    answers.push(
      ...(await askInBulk(
        kind,
        inBulk.filter((it) => it.command.kind === kind),
      )),
    );
  for (const each of alone) answers.push(await askAlone(each));
  return answers;
}

/** A bulk pause leaves what is snoozed as it is, and snoozes end at different instants. */
function isForBulk({ target, command }: Asked): boolean {
  return target.kind === 'alert' && command.kind !== 'snooze' && !(command.kind === 'pause' && target.pausedUntil);
}

async function askInBulk(kind: Command['kind'], asked: readonly Asked[]): Promise<Answer[]> {
  if (kind === 'snooze') return [];
  const items = asked.map(({ target: { id }, command: { version } }) => ({ id, version }));
  const send = (some: typeof items | readonly (typeof items)[number][]) =>
    callApi('POST /api/alerts/bulk', { body: { operation: kind, items: [...some] } });
  const results = await changeMany(items, send, problemOf);
  putAlerts(results.flatMap(({ alert }) => alert ?? []));
  return results.map(({ index, alert, problem }): Answer => {
    const id = items[index]?.id ?? '';
    // it is gone already: what was asked for is so
    if (problem && !(kind === 'delete' && problem.status === 404)) return { id, problem: problem.detail };
    return { id, version: alert?.version ?? null, problem: null };
  });
}

async function askAlone(asked: Asked): Promise<Answer> {
  const { id } = asked.target;
  try {
    return { id, version: await askOne(asked), problem: null };
  } catch (error) {
    return { id, problem: describeError(error) };
  }
}

/** The version by now; null once it is deleted. @throws ApiError */
async function askOne({ target: { kind, id }, command }: Asked): Promise<number | null> {
  const call = { params: { id }, ifMatch: command.version };
  if (command.kind === 'delete') {
    await callApi('DELETE /api/groups/{id}', call);
    return null;
  }
  const status = command.kind === 'resume' ? 'active' : 'paused';
  // a pause without an end ends the snooze
  const body = { status, ...(command.kind === 'snooze' && { pausedUntil: command.pausedUntil }) } as const;
  if (kind === 'group') {
    const group = await callApi('PATCH /api/groups/{id}', { ...call, body });
    putGroup(group);
    return group.version;
  }
  const alert = await callApi('PATCH /api/alerts/{id}', { ...call, body });
  putAlerts([alert]);
  return alert.version;
}

function showEnded(ended: readonly Extract<Deletion, { step: 'ended' }>[]): void {
  const gone = ended.filter(({ outcome }) => outcome === 'deleted').map(({ target }) => target);
  dropAlerts(gone.flatMap(({ kind, id }) => (kind === 'alert' ? [id] : [])));
  for (const { kind, id } of gone) if (kind === 'group') dropGroup(id);
  const refused = ended.flatMap((it) => (it.outcome === 'refused' ? [it] : []));
  for (const { target } of refused) {
    const reload = target.kind === 'group' ? reloadGroup : reloadAlert;
    // the next read of the whole list makes up for one that fails
    reload(target.id).catch(() => {});
  }
  const outcomes = refused.flatMap(({ target: { id }, problem }) => {
    const target = titles.get(id);
    return target ? [{ target, outcome: 'refused' as const, version: null, problem }] : [];
  });
  for (const { target } of ended) titles.delete(target.id);
  if (outcomes.length > 0) showOutcomes({ done: 'deleted', outcomes });
}
