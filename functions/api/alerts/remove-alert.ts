import { isInIndex } from '../../../domain/alerts/alert.ts';
import type { ChangedBy } from '../../../domain/alerts/alert-change.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import { checkIfMatch } from './answer-alert.ts';
import { requireAlert } from './find-alert.ts';
import { historyEntry } from './history-entry.ts';
import { ALERT_BUSY, retryLostWrites } from './retry-lost-writes.ts';
import { type AlertWrite, type WriteDeps, writeAlerts } from './write-alerts.ts';

export type RemoveDeps = WriteDeps & Pick<ApiDeps, 'alerts' | 'history' | 'externalIds'>;

export interface AlertRemoval {
  readonly alertId: string;
  readonly caller: Caller;
  /** for the alert's history; left out: whoever sent the request */
  readonly by?: ChangedBy;
  /** the header: the alert stays when it has another version */
  readonly ifMatch?: string | undefined;
}

/** Starts again when another writer was faster. @throws Problem 404, 412, 503 */
export async function removeAlert(asked: AlertRemoval, deps: RemoveDeps): Promise<void> {
  const { caller } = asked;
  await retryLostWrites(ALERT_BUSY, async () => {
    const write = await planRemoval(asked, deps);
    return (await writeAlerts({ caller, person: caller.person, writes: [write] }, deps)) || null;
  });
}

/** Writes nothing. @throws Problem 404, 412 */
export async function planRemoval(asked: AlertRemoval, deps: RemoveDeps): Promise<AlertWrite> {
  const { alertId, caller, by = 'you', ifMatch } = asked;
  const alert = await requireAlert(deps.alerts, { alertId, person: caller.person });
  checkIfMatch(ifMatch, alert.version);
  const { symbol, state, externalId } = alert;
  const now = deps.now();
  return {
    own: [
      deps.alerts.removal(alert),
      ...(externalId === null ? [] : [deps.externalIds.removal(caller.person, externalId)]),
      historyEntry({ before: alert, after: null, by, at: now }, deps.history),
    ],
    index: { symbol, now, series: [], version: null },
    claim: { alerts: -1, armed: { symbol, add: isInIndex(state) ? -1 : 0 } },
  };
}
