import * as z from 'zod';
import { historySchema, viewChange } from '../../../contract/history-view.ts';
import { requireHistory } from '../alerts/require-history.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { limitField } from '../http/page-query.ts';
import { pathParameter } from '../http/read-request.ts';
import { jsonPositions, signedCursorField } from '../http/signed-cursors.ts';

const positions = jsonPositions(z.strictObject({ version: z.number().int().positive() }));

export const listAlertHistory = signedInEndpoint({
  route: 'GET /api/alerts/{id}/history',
  id: 'listAlertHistory',
  summary: 'Who changed what of an alert and when, newest first; also after it was deleted',
  headers: cachedReadHeaders,
  query: z.strictObject({ limit: limitField, cursor: signedCursorField }),
  answers: { 200: historySchema },
  async handle({ request, caller: { person }, query: { limit, cursor } }, deps) {
    const alertId = pathParameter(request, 'id');
    const list = { route: 'GET /api/alerts/{id}/history', person, shows: { alertId } } as const;
    const after = await deps.cursors.read(list, cursor, positions);
    const { items, next } = await requireHistory({ alertId, person }, { limit, after }, deps);
    const nextCursor = await deps.cursors.write(list, next, positions);
    return jsonUnlessKnown(request, { items: items.map(viewChange), nextCursor }, PRIVATE);
  },
});
