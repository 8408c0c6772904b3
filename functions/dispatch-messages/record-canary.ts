import type { CanaryTable } from '../../adapters/dynamodb/market/canary-table.ts';
import type { Log } from '../../adapters/log.ts';
import { functionMetrics } from '../../adapters/metric-report.ts';
import type { AlertChange } from '../../adapters/streams/alert-changes.ts';
import { measureCanaryFire } from '../../domain/canary/canary-fire.ts';

export interface RecordCanaryDeps {
  readonly canaryTable: Pick<CanaryTable, 'writeFire'>;
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/** The canary notifies nobody. How long its fire took is stored for health, and reported once, however often it is dispatched. */
export async function recordCanary(change: AlertChange, { canaryTable, log, now }: RecordCanaryDeps): Promise<void> {
  if (change.kind !== 'fired') return;
  const at = now();
  const fire = measureCanaryFire(change.symbol, change.lastTrigger, at);
  if (!(await canaryTable.writeFire(fire))) return;
  const { decisionMs: canaryDecisionMs, dispatchMs: canaryDispatchMs } = fire;
  log.info('canary fired', {
    ...{ symbol: fire.symbol, triggerId: change.lastTrigger.id },
    ...functionMetrics({ canaryDecisionMs, canaryDispatchMs }, at),
  });
}
