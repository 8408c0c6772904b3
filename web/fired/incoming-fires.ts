import type { TriggerView } from '../../contract/trigger-view.ts';

/** The fires that are shown, newest first, and those that wait above them: what somebody reads does not move. */
export interface FireList {
  readonly shown: readonly TriggerView[];
  /** newest first */
  readonly waiting: readonly TriggerView[];
}

export const NO_FIRES: FireList = { shown: [], waiting: [] };

/**
 * Takes fires that have come: what is known already is brought up to date in its place. `isAtTop`: nothing that is read would move,
 * so new ones are shown at once.
 */
export function takeFires(list: FireList, came: readonly TriggerView[], isAtTop: boolean): FireList {
  const byId = new Map(came.map((fire) => [fire.id, fire]));
  const known = new Set([...list.shown, ...list.waiting].map(({ id }) => id));
  const renewed = (fires: readonly TriggerView[]) => fires.map((fire) => byId.get(fire.id) ?? fire);
  const fresh = [...byId.values()].filter(({ id }) => !known.has(id));
  const waiting = newestFirst([...fresh, ...renewed(list.waiting)]);
  const next = { shown: renewed(list.shown), waiting };
  return isAtTop ? showWaiting(next) : next;
}

/** What waits goes on top. */
export function showWaiting({ shown, waiting }: FireList): FireList {
  return { shown: waiting.length === 0 ? shown : newestFirst([...waiting, ...shown]), waiting: [] };
}

/** A page of older ones, as the API lists them. One that moved between two pages is shown once. */
export function addOlder({ shown, waiting }: FireList, older: readonly TriggerView[]): FireList {
  const known = new Set([...shown, ...waiting].map(({ id }) => id));
  return { shown: [...shown, ...older.filter(({ id }) => !known.has(id))], waiting };
}

/** By the time at which they were judged, as the API lists them. */
function newestFirst(fires: readonly TriggerView[]): TriggerView[] {
  return fires.toSorted((a, b) => (a.hops.evaluatedAt < b.hops.evaluatedAt ? 1 : -1));
}
