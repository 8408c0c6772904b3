import * as z from 'zod';
import { symbolField } from '../../../contract/symbol-field.ts';
import { triggerListSchema, viewTrigger } from '../../../contract/trigger-view.ts';
import { DELIVERY_STATES } from '../../../domain/messages/delivery.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { instantField } from '../http/instant-query.ts';
import { cursorParts, limitField } from '../http/page-query.ts';
import { refuse } from '../http/parse-input.ts';
import { jsonPositions, signedCursorField } from '../http/signed-cursors.ts';

const { alertId, position, time: firedAt } = cursorParts;
const positions = jsonPositions(z.strictObject({ alertId, position, firedAt }));

const STATE = 'of any of its deliveries';
const FROM = 'judged at or after; what an outage made late has a later time here than its firedAt';

export const listTriggers = signedInEndpoint({
  route: 'GET /api/triggers',
  id: 'listTriggers',
  summary: 'All your triggers by the time at which they were judged, newest first; those of deleted alerts too',
  headers: cachedReadHeaders,
  query: z.strictObject({
    symbol: symbolField.optional(),
    state: z
      .enum(DELIVERY_STATES, `must be one of: ${DELIVERY_STATES.join(', ')}`)
      .optional()
      .meta({ param: { description: STATE } }),
    from: instantField.meta({ param: { description: FROM } }),
    to: instantField.meta({ param: { description: 'judged before' } }),
    limit: limitField,
    cursor: signedCursorField,
  }),
  answers: { 200: triggerListSchema },
  async handle({ request, caller: { person }, query: { limit, cursor, ...filter } }, { triggers, cursors }) {
    const { from = 0, to } = filter;
    if (to !== undefined && to <= from) refuse([{ path: 'to', message: 'must be after from' }]);
    const list = { route: 'GET /api/triggers', person, shows: filter } as const;
    const after = await cursors.read(list, cursor, positions);
    const page = await triggers.byOwner(person, { ...filter, limit, after });
    const nextCursor = await cursors.write(list, page.next, positions);
    const body = { items: page.items.map(viewTrigger), nextCursor };
    return jsonUnlessKnown(request, body, PRIVATE);
  },
});
