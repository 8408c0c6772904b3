import { bulkRequestSchema } from '../../../contract/bulk-request.ts';
import { bulkViewSchema } from '../../../contract/bulk-view.ts';
import { MAX_ITEMS } from '../../../domain/alerts/request-limits.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { MAX_MANY_BODY_BYTES } from '../http/read-request.ts';
import { ITEMS_PER_WRITE, writesOfItems } from '../limits/writes-of-items.ts';
import { bulkItems } from '../many/bulk-items.ts';
import { showOutcomes } from '../many/show-outcomes.ts';
import { writeEach, writeTogether } from '../many/write-many.ts';

/** A repeated `create` is safe where its items have an `externalId`: what was made before is answered with 409 and its id. */
export const bulkAlerts = signedInEndpoint({
  route: 'POST /api/alerts/bulk',
  id: 'bulkAlerts',
  summary: `Makes, pauses, snoozes, resumes, re-arms or deletes up to ${MAX_ITEMS} alerts, with a result for each; counts as one change for each ${ITEMS_PER_WRITE} begun. 207 when some are refused`,
  body: bulkRequestSchema,
  maxBodyBytes: MAX_MANY_BODY_BYTES,
  writesOf: writesOfItems,
  answers: { 200: bulkViewSchema, 207: bulkViewSchema },
  alsoRefuses: [404, 409, 412],
  async handle({ caller, body }, deps) {
    const write = body.atomic ? writeTogether : writeEach;
    const outcomes = await write(bulkItems(body, caller), caller, deps);
    const view = await showOutcomes(outcomes, caller.person, deps);
    return json(view.failed === 0 ? 200 : 207, view, PRIVATE);
  },
});
