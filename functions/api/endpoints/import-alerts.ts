import { importRequestSchema, importViewSchema } from '../../../contract/alert-export.ts';
import { MAX_ITEMS } from '../../../domain/alerts/request-limits.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { MAX_MANY_BODY_BYTES } from '../http/read-request.ts';
import { ITEMS_PER_WRITE, writesOfItems } from '../limits/writes-of-items.ts';
import { importedItem } from '../many/import-items.ts';
import { showImport } from '../many/show-outcomes.ts';
import { tryMany } from '../many/try-many.ts';
import { writeEach } from '../many/write-many.ts';

/** A second import makes nothing: what is there already is left alone. */
export const importAlerts = signedInEndpoint({
  route: 'POST /api/alerts/import',
  id: 'importAlerts',
  summary: `Makes up to ${MAX_ITEMS} alerts of an export that are not there yet; counts as one change for each ${ITEMS_PER_WRITE} begun`,
  body: importRequestSchema,
  maxBodyBytes: MAX_MANY_BODY_BYTES,
  writesOf: writesOfItems,
  answers: { 200: importViewSchema },
  async handle({ caller, body: { alerts, dryRun = false } }, deps) {
    const items = alerts.map((alert) => importedItem(alert, caller));
    const outcomes = await (dryRun ? tryMany : writeEach)(items, caller, deps);
    return json(200, { dryRun, ...(await showImport(outcomes, caller.person, deps)) }, PRIVATE);
  },
});
