import * as z from 'zod';
import { alertViewSchema } from '../../../contract/alert-view.ts';
import { listOf } from '../../../contract/list-view.ts';
import { STATUSES } from '../../../domain/alerts/alert.ts';
import { SYMBOL_PATTERN } from '../../../domain/market/coin.ts';
import { showAlert } from '../alerts/answer-alert.ts';
import { readMutes } from '../alerts/mutes.ts';
import { webhooksFor } from '../alerts/resolve-channels.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorField, cursorParts, encodeCursor, limitField } from '../http/page-query.ts';

export const listAlerts = signedInEndpoint({
  route: 'GET /api/alerts',
  id: 'listAlerts',
  summary: 'Your alerts, newest first',
  headers: cachedReadHeaders,
  query: z.strictObject({
    symbol: z
      .string()
      .refine((symbol) => SYMBOL_PATTERN.test(symbol), 'must be a symbol, in upper case')
      .optional(),
    status: z.enum(STATUSES, `must be one of: ${STATUSES.join(', ')}`).optional(),
    limit: limitField,
    cursor: cursorField(z.strictObject({ createdAt: cursorParts.time, id: cursorParts.alertId })),
  }),
  answers: { 200: listOf(alertViewSchema).meta({ id: 'AlertList' }) },
  async handle({ request, caller, query: { cursor, ...filter } }, deps) {
    const [page, market] = await Promise.all([
      deps.alerts.list({ ...filter, owner: caller.person, after: cursor }),
      deps.readMarketNow(),
    ]);
    const { person } = caller;
    const [webhooks, mutes] = await Promise.all([
      webhooksFor(deps.webhooks, person, page.items),
      readMutes({ person, alerts: page.items, now: market.exchangeNow }, deps),
    ]);
    const items = page.items.map((alert) =>
      showAlert({ alert, market, mutedUntil: mutes.get(alert.id) ?? null }, webhooks),
    );
    return jsonUnlessKnown(request, { items, nextCursor: encodeCursor(page.next) }, PRIVATE);
  },
});
