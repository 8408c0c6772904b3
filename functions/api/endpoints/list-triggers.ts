import * as z from 'zod';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { TriggerList } from '../../../adapters/dynamodb/messages/trigger-list.ts';
import { viewTrigger } from '../../../contract/trigger-view.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorField, cursorParts, encodeCursor, limitField } from '../http/page-query.ts';
import { parseInput } from '../http/parse-input.ts';
import type { SignedInHandler } from '../route-request.ts';

const { alertId, position, time: firedAt } = cursorParts;

const ofAlertSchema = z.strictObject({ limit: limitField, cursor: cursorField(z.strictObject({ position })) });

const ofOwnerSchema = z.strictObject({
  limit: limitField,
  cursor: cursorField(z.strictObject({ alertId, position, firedAt })),
});

/** `GET /api/alerts/{id}/triggers`: newest first. 404 once the alert is deleted; its triggers stay in the other list. */
export function listAlertTriggers(
  alerts: Pick<AlertTable, 'get'>,
  triggers: Pick<TriggerList, 'byAlert'>,
): SignedInHandler {
  return async (request, caller) => {
    const { limit, cursor } = parseInput(ofAlertSchema, request.query);
    const alert = await findAlert(alerts, request, caller);
    const page = await triggers.byAlert(alert.id, { limit, after: cursor });
    const body = { items: page.items.map(viewTrigger), nextCursor: encodeCursor(page.next) };
    return jsonUnlessKnown(request, body, PRIVATE);
  };
}

/** `GET /api/triggers`: all of the caller's triggers, newest first. */
export function listTriggers(triggers: Pick<TriggerList, 'byOwner'>): SignedInHandler {
  return async (request, { person }) => {
    const { limit, cursor } = parseInput(ofOwnerSchema, request.query);
    const page = await triggers.byOwner(person, { limit, after: cursor });
    const body = { items: page.items.map(viewTrigger), nextCursor: encodeCursor(page.next) };
    return jsonUnlessKnown(request, body, PRIVATE);
  };
}
