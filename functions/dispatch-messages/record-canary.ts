import type { CanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import { functionMetrics } from '../../adapters/metric-report.ts';
import type { AlertChange } from '../../adapters/streams/alert-changes.ts';
import { measureCanaryFire } from '../../domain/canary/canary-fire.ts';

export interface RecordCanaryDeps {
  readonly canaryTable: Pick<CanaryTable, 'writeFire'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/**
 * The canary notifies nobody. How long its fire took is stored for health, and reported once, however often it is dispatched. A fire that
 * can't be stored is left out: the stream would stand still for it, and people's alerts with it. The next one comes in ten minutes.
 */
export async function recordCanary(change: AlertChange, { canaryTable, log, now }: RecordCanaryDeps): Promise<void> {
  if (change.kind !== 'fired') return;
  const { symbol, lastTrigger } = change;
  const at = now();
  const about = { symbol, triggerId: lastTrigger.id };
  const fire = measureCanaryFire(symbol, lastTrigger, at);
  try {
    if (!(await canaryTable.writeFire(fire))) return;
  } catch (error) {
    log.warn('fire of the canary not stored', { ...about, ...errorFields(error) });
    return;
  }
  const { decisionMs: canaryDecisionMs, dispatchMs: canaryDispatchMs } = fire;
  log.info('canary fired', { ...about, ...functionMetrics({ canaryDecisionMs, canaryDispatchMs }, at) });
}
