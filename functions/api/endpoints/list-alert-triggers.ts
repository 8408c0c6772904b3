import * as z from 'zod';
import { triggerListSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { requireAlert } from '../alerts/find-alert.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorField, cursorParts, encodeCursor, limitField } from '../http/page-query.ts';
import { pathParameter } from '../http/read-request.ts';

const { position } = cursorParts;

/** 404 once the alert is deleted; its triggers stay in the person's list. */
export const listAlertTriggers = signedInEndpoint({
  route: 'GET /api/alerts/{id}/triggers',
  id: 'listAlertTriggers',
  summary: 'Triggers of one alert, newest first',
  headers: cachedReadHeaders,
  query: z.strictObject({ limit: limitField, cursor: cursorField(z.strictObject({ position })) }),
  answers: { 200: triggerListSchema },
  async handle({ request, caller: { person }, query: { limit, cursor } }, { alerts, triggers }) {
    const alert = await requireAlert(alerts, { alertId: pathParameter(request, 'id'), person });
    const page = await triggers.byAlert(alert.id, { limit, after: cursor });
    const body = { items: page.items.map(viewTrigger), nextCursor: encodeCursor(page.next) };
    return jsonUnlessKnown(request, body, PRIVATE);
  },
});
