import * as z from 'zod';
import { triggerListSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorField, cursorParts, encodeCursor, limitField } from '../http/page-query.ts';

const { alertId, position, time: firedAt } = cursorParts;

export const listTriggers = signedInEndpoint({
  route: 'GET /api/triggers',
  id: 'listTriggers',
  summary: 'All your triggers, newest first',
  headers: cachedReadHeaders,
  query: z.strictObject({ limit: limitField, cursor: cursorField(z.strictObject({ alertId, position, firedAt })) }),
  answers: { 200: triggerListSchema },
  async handle({ request, caller, query: { limit, cursor } }, { triggers }) {
    const page = await triggers.byOwner(caller.person, { limit, after: cursor });
    const body = { items: page.items.map(viewTrigger), nextCursor: encodeCursor(page.next) };
    return jsonUnlessKnown(request, body, PRIVATE);
  },
});
