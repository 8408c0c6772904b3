import * as z from 'zod';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { listOf } from '../../../contract/list-view.ts';
import { alertFilterFields } from '../alerts/alert-filter.ts';
import { ALERT_SORTS } from '../alerts/alert-order.ts';
import { readAlertPage } from '../alerts/alert-pages.ts';
import { showAlert } from '../alerts/answer-alert.ts';
import { readMutes } from '../alerts/mutes.ts';
import { webhooksFor } from '../alerts/resolve-channels.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { limitField } from '../http/page-query.ts';
import { signedCursorField } from '../http/signed-cursors.ts';

const SORT =
  'created: newest first. distance: the nearest to its level first, by the percent of its distance, and those without one last. ' +
  'fired: what fired last first, and what never fired last. The last two order what is left again for each page';

export const listAlerts = signedInEndpoint({
  route: 'GET /api/alerts',
  id: 'listAlerts',
  summary: 'Your alerts, newest first or in another order',
  headers: cachedReadHeaders,
  query: z.strictObject({
    ...alertFilterFields,
    sort: z
      .enum(ALERT_SORTS, `must be one of: ${ALERT_SORTS.join(', ')}`)
      .default('created')
      .meta({ param: { description: SORT } }),
    limit: limitField,
    cursor: signedCursorField,
  }),
  answers: { 200: listOf(alertViewSchema).meta({ id: 'AlertList' }) },
  async handle({ request, caller, query: { sort, limit, cursor, ...filter } }, deps) {
    const { person } = caller;
    const { items: alerts, nextCursor, market } = await readAlertPage({ person, filter, sort, limit, cursor }, deps);
    const [webhooks, mutes] = await Promise.all([
      webhooksFor(deps.webhooks, person, alerts),
      readMutes({ person, alerts, now: market.exchangeNow }, deps),
    ]);
    const items = alerts.map((alert) =>
      showAlert({ alert, market, mutedUntil: mutes.get(alert.id) ?? null }, webhooks),
    );
    return jsonUnlessKnown(request, { items, nextCursor }, PRIVATE);
  },
});
