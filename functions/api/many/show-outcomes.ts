import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { ImportView } from '../../../contract/alert-export.ts';
import type { AlertView } from '../../../contract/alert-view.ts';
import type { BulkView } from '../../../contract/bulk-view.ts';
import { showAlert } from '../alerts/answer-alert.ts';
import { readMutes } from '../alerts/mutes.ts';
import { webhooksFor } from '../alerts/resolve-channels.ts';
import type { ApiDeps } from '../api-deps.ts';
import { problemBody } from '../http/report-problems.ts';
import type { Outcome } from './many-items.ts';

type ShowDeps = Pick<ApiDeps, 'readMarketNow' | 'webhooks' | 'fireHours' | 'limits'>;

export async function showOutcomes(outcomes: readonly Outcome[], person: string, deps: ShowDeps): Promise<BulkView> {
  const alerts = outcomes.flatMap((one) => (one.problem === null && one.alert ? [one.alert] : []));
  const views = await showAlerts(alerts, person, deps);
  const results = outcomes.map((one, index) => ({
    ...{ index, status: one.status },
    changed: one.problem === null && one.isChanged,
    alert: one.problem === null ? (views.get(one.alert?.id ?? '') ?? null) : null,
    problem: one.problem && problemBody(one.problem),
  }));
  return {
    changed: results.filter(({ changed }) => changed).length,
    failed: results.filter(({ problem }) => problem !== null).length,
    results,
  };
}

export async function showImport(
  outcomes: readonly Outcome[],
  person: string,
  deps: ShowDeps,
): Promise<Omit<ImportView, 'dryRun'>> {
  const { results: shown } = await showOutcomes(outcomes, person, deps);
  const results = shown.map(({ index, changed, alert, problem }) => ({
    ...{ index, alert, problem },
    result: problem !== null ? ('refused' as const) : changed ? ('made' as const) : ('exists' as const),
  }));
  const count = (sought: string) => results.filter(({ result }) => result === sought).length;
  return { made: count('made'), exists: count('exists'), refused: count('refused'), results };
}

/** By id. One read of each kind, whatever their number. */
export async function showAlerts(
  alerts: readonly OwnedAlert[],
  person: string,
  deps: ShowDeps,
): Promise<ReadonlyMap<string, AlertView>> {
  const market = await deps.readMarketNow();
  const [webhooks, mutes] = await Promise.all([
    webhooksFor(deps.webhooks, person, alerts),
    readMutes({ person, alerts, now: market.exchangeNow }, deps),
  ]);
  return new Map(
    alerts.map((alert) => [alert.id, showAlert({ alert, market, mutedUntil: mutes.get(alert.id) ?? null }, webhooks)]),
  );
}
