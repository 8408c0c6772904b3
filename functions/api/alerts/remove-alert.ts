import { isInIndex } from '../../../domain/alerts/alert.ts';
import type { ChangedBy } from '../../../domain/alerts/alert-change.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import { checkIfMatch } from '../http/version-tag.ts';
import { type AlertOf, requireAlert } from './find-alert.ts';
import { historyEntry } from './history-entry.ts';
import { refuseRemovalAlone } from './refuse-alone.ts';
import { ALERT_BUSY, retryLostWrites } from './retry-lost-writes.ts';
import { type AlertWrite, type WriteDeps, writeAlerts } from './write-alerts.ts';

export type RemoveDeps = WriteDeps & Pick<ApiDeps, 'alerts' | 'history' | 'externalIds'>;

export interface AlertRemoval extends PlannedRemoval {
  readonly caller: Caller;
}

export interface PlannedRemoval extends AlertOf {
  /** for the alert's history; a member of a group is deleted by its group alone */
  readonly by?: ChangedBy;
  /** the header: the alert stays when it has another version */
  readonly ifMatch?: string | undefined;
}

/** Starts again when another writer was faster. @throws Problem 404, 409, 412, 503 */
export async function removeAlert(asked: Omit<AlertRemoval, 'person'>, deps: RemoveDeps): Promise<void> {
  const { caller } = asked;
  const { person } = caller;
  await retryLostWrites(ALERT_BUSY, async () => {
    const write = await planRemoval({ ...asked, person }, deps);
    return (await writeAlerts({ caller, person, writes: [write] }, deps)) || null;
  });
}

/** Writes nothing. @throws Problem 404, 409, 412 */
export async function planRemoval(
  { by = 'you', ifMatch, ...sought }: PlannedRemoval,
  deps: RemoveDeps,
): Promise<AlertWrite> {
  const alert = await requireAlert(deps.alerts, sought);
  checkIfMatch(ifMatch, alert.version);
  if (by !== 'group') refuseRemovalAlone(alert);
  const { symbol, state, externalId } = alert;
  const now = deps.now();
  return {
    own: [
      deps.alerts.removal(alert),
      ...(externalId === null ? [] : [deps.externalIds.removal(sought.person, externalId)]),
      historyEntry({ before: alert, after: null, by, at: now }, deps.history),
    ],
    index: { symbol, now, series: [], version: null },
    claim: { alerts: -1, armed: { symbol, add: isInIndex(state) ? -1 : 0 } },
  };
}
