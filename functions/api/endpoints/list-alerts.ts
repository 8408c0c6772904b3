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
import { cursorParts, limitField } from '../http/page-query.ts';
import { jsonPositions, signedCursorField } from '../http/signed-cursors.ts';

const positions = jsonPositions(z.strictObject({ createdAt: cursorParts.time, id: cursorParts.alertId }));

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
    cursor: signedCursorField,
  }),
  answers: { 200: listOf(alertViewSchema).meta({ id: 'AlertList' }) },
  async handle({ request, caller, query: { cursor, limit, ...filter } }, deps) {
    const { person } = caller;
    const list = { route: 'GET /api/alerts', person, shows: filter } as const;
    const after = await deps.cursors.read(list, cursor, positions);
    const [page, market] = await Promise.all([
      deps.alerts.list({ ...filter, owner: person, limit, after }),
      deps.readMarketNow(),
    ]);
    const [webhooks, mutes] = await Promise.all([
      webhooksFor(deps.webhooks, person, page.items),
      readMutes({ person, alerts: page.items, now: market.exchangeNow }, deps),
    ]);
    const items = page.items.map((alert) =>
      showAlert({ alert, market, mutedUntil: mutes.get(alert.id) ?? null }, webhooks),
    );
    const nextCursor = await deps.cursors.write(list, page.next, positions);
    return jsonUnlessKnown(request, { items, nextCursor }, PRIVATE);
  },
});
