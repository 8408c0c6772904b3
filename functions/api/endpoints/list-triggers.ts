import * as z from 'zod';
import { triggerListSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorParts, limitField } from '../http/page-query.ts';
import { jsonPositions, signedCursorField } from '../http/signed-cursors.ts';

const { alertId, position, time: firedAt } = cursorParts;
const positions = jsonPositions(z.strictObject({ alertId, position, firedAt }));

export const listTriggers = signedInEndpoint({
  route: 'GET /api/triggers',
  id: 'listTriggers',
  summary: 'All your triggers, newest first',
  headers: cachedReadHeaders,
  query: z.strictObject({ limit: limitField, cursor: signedCursorField }),
  answers: { 200: triggerListSchema },
  async handle({ request, caller: { person }, query: { limit, cursor } }, { triggers, cursors }) {
    const list = { route: 'GET /api/triggers', person, shows: {} } as const;
    const after = await cursors.read(list, cursor, positions);
    const page = await triggers.byOwner(person, { limit, after });
    const nextCursor = await cursors.write(list, page.next, positions);
    const body = { items: page.items.map(viewTrigger), nextCursor };
    return jsonUnlessKnown(request, body, PRIVATE);
  },
});
