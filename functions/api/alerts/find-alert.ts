import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import type { ResolvedLevel } from '../../../domain/rules/asked-rule.ts';
import { noSuchAlert } from '../http/problem.ts';

type Alerts = Pick<AlertTable, 'get'>;

/** An alert by its id and its owner. */
export interface AlertOf {
  readonly alertId: string;
  /** `issuer#subject` */
  readonly person: string;
}

/** An alert, and the market as it was when the request looked at it. */
export interface AlertNow {
  readonly alert: OwnedAlert;
  readonly market: MarketNow;
  /** where the request had levels relative to the price */
  readonly resolvedFrom?: readonly ResolvedLevel[] | undefined;
}

/** Consistently read; null when there is none, or when it is another person's. */
export async function findAlert(alerts: Alerts, { alertId, person }: AlertOf): Promise<OwnedAlert | null> {
  const alert = parseAlertId(alertId) ? await alerts.get(alertId) : null;
  return alert?.owner === person ? alert : null;
}

/** @throws Problem 404, the same for another person's alert */
export async function requireAlert(alerts: Alerts, sought: AlertOf): Promise<OwnedAlert> {
  const alert = await findAlert(alerts, sought);
  if (!alert) throw noSuchAlert();
  return alert;
}
