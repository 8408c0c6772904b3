import { isArmed } from '../../../domain/alerts/alert.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import { checkIfMatch } from './answer-alert.ts';
import { requireAlert } from './find-alert.ts';
import { ALERT_BUSY, retryLostWrites } from './retry-lost-writes.ts';
import { type AlertWrite, type WriteDeps, writeAlerts } from './write-alerts.ts';

export type RemoveDeps = WriteDeps & Pick<ApiDeps, 'alerts'>;

export interface AlertRemoval {
  readonly alertId: string;
  readonly caller: Caller;
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
export async function planRemoval({ alertId, caller, ifMatch }: AlertRemoval, deps: RemoveDeps): Promise<AlertWrite> {
  const alert = await requireAlert(deps.alerts, { alertId, person: caller.person });
  checkIfMatch(ifMatch, alert.version);
  const { symbol, state } = alert;
  return {
    own: [deps.alerts.removal(alert)],
    index: { symbol, now: deps.now(), series: [], version: null },
    claim: { alerts: -1, armed: { symbol, add: isArmed(state) ? -1 : 0 } },
  };
}
