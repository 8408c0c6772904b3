import type { HistoryEntry, HistoryPosition, HistoryQuery } from '../../../adapters/dynamodb/alerts/alert-history.ts';
import type { Page } from '../../../adapters/dynamodb/read-page.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import type { ApiDeps } from '../api-deps.ts';
import { noSuchAlert } from '../http/problem.ts';
import { type AlertOf, findAlert, requireAlert } from './find-alert.ts';

type HistoryDeps = Pick<ApiDeps, 'alerts' | 'history'>;

/**
 * A page of the history of the person's alert, deleted or not. Of an alert that was not changed since entries are written, it is empty.
 * @throws Problem 404, the same for another person's alert
 */
export async function requireHistory(
  sought: AlertOf,
  asked: Omit<HistoryQuery, 'alertId'>,
  { alerts, history }: HistoryDeps,
): Promise<Page<HistoryEntry, HistoryPosition>> {
  const { alertId, person } = sought;
  if (!parseAlertId(alertId)) throw noSuchAlert();
  const page = await history.list({ alertId, ...asked });
  const isTheirs = page.items.length > 0 && page.items.every((entry) => entry.person === person);
  if (!isTheirs) await requireAlert(alerts, sought);
  return page;
}

/** For what is kept of an alert when it is deleted. @throws Problem 404, the same for another person's alert */
export async function requireOwnedOnce(sought: AlertOf, deps: HistoryDeps): Promise<void> {
  if (!(await findAlert(deps.alerts, sought))) await requireHistory(sought, { limit: 1, after: null }, deps);
}
