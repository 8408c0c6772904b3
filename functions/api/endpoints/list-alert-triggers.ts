import * as z from 'zod';
import { triggerListSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { requireAlert } from '../alerts/find-alert.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorParts, limitField } from '../http/page-query.ts';
import { pathParameter } from '../http/read-request.ts';
import { jsonPositions, signedCursorField } from '../http/signed-cursors.ts';

const positions = jsonPositions(z.strictObject({ position: cursorParts.position }));

/** 404 once the alert is deleted; its triggers stay in the person's list. */
export const listAlertTriggers = signedInEndpoint({
  route: 'GET /api/alerts/{id}/triggers',
  id: 'listAlertTriggers',
  summary: 'Triggers of one alert, newest first',
  headers: cachedReadHeaders,
  query: z.strictObject({ limit: limitField, cursor: signedCursorField }),
  answers: { 200: triggerListSchema },
  async handle({ request, caller: { person }, query: { limit, cursor } }, { alerts, triggers, cursors }) {
    const alert = await requireAlert(alerts, { alertId: pathParameter(request, 'id'), person });
    const list = { route: 'GET /api/alerts/{id}/triggers', person, shows: { alertId: alert.id } } as const;
    const after = await cursors.read(list, cursor, positions);
    const page = await triggers.byAlert(alert.id, { limit, after });
    const nextCursor = await cursors.write(list, page.next, positions);
    const body = { items: page.items.map(viewTrigger), nextCursor };
    return jsonUnlessKnown(request, body, PRIVATE);
  },
});
