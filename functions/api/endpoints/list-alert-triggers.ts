import * as z from 'zod';
import { triggerListSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { requireOwnedOnce } from '../alerts/require-history.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorParts, limitField } from '../http/page-query.ts';
import { pathParameter } from '../http/read-request.ts';
import { jsonPositions, signedCursorField } from '../http/signed-cursors.ts';

const positions = jsonPositions(z.strictObject({ position: cursorParts.position }));

export const listAlertTriggers = signedInEndpoint({
  route: 'GET /api/alerts/{id}/triggers',
  id: 'listAlertTriggers',
  summary: 'Triggers of one alert, newest first; also after it was deleted',
  headers: cachedReadHeaders,
  query: z.strictObject({ limit: limitField, cursor: signedCursorField }),
  answers: { 200: triggerListSchema },
  async handle({ request, caller: { person }, query: { limit, cursor } }, deps) {
    const alertId = pathParameter(request, 'id');
    await requireOwnedOnce({ alertId, person }, deps);
    const list = { route: 'GET /api/alerts/{id}/triggers', person, shows: { alertId } } as const;
    const after = await deps.cursors.read(list, cursor, positions);
    const page = await deps.triggers.byAlert(alertId, { limit, after });
    const nextCursor = await deps.cursors.write(list, page.next, positions);
    const body = { items: page.items.map(viewTrigger), nextCursor };
    return jsonUnlessKnown(request, body, PRIVATE);
  },
});
