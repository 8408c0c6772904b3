import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import type { Caller } from '../http/identify-caller.ts';
import { noSuchAlert } from '../http/problem.ts';
import { type ApiRequest, pathParameter } from '../http/read-request.ts';

/** The caller's alert that the path names, consistently read. @throws Problem 404, the same for another person's */
export async function findAlert(
  alerts: Pick<AlertTable, 'get'>,
  request: ApiRequest,
  caller: Caller,
): Promise<OwnedAlert> {
  const id = pathParameter(request, 'id');
  const alert = parseAlertId(id) ? await alerts.get(id) : null;
  if (alert?.owner !== caller.person) throw noSuchAlert();
  return alert;
}
