import * as z from 'zod';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { WebhookTable } from '../../../adapters/dynamodb/people/webhook-table.ts';
import { viewAlert } from '../../../contract/alert-view.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { STATUSES } from '../../../domain/alerts/alert.ts';
import { SYMBOL_PATTERN } from '../../../domain/market/coin.ts';
import { answerAlert } from '../alerts/answer-alert.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { webhooksFor } from '../alerts/resolve-channels.ts';
import type { WatchMarket } from '../coins/read-market-now.ts';
import { jsonUnlessKnown, PRIVATE } from '../http/answer.ts';
import { cursorField, cursorParts, encodeCursor, limitField } from '../http/page-query.ts';
import { parseInput } from '../http/parse-input.ts';
import type { SignedInHandler } from '../route-request.ts';

const querySchema = z.strictObject({
  symbol: z.string().regex(SYMBOL_PATTERN, 'must be a symbol, in upper case').optional(),
  status: z.enum(STATUSES, `must be one of: ${STATUSES.join(', ')}`).optional(),
  limit: limitField,
  cursor: cursorField(z.strictObject({ createdAt: cursorParts.time, id: cursorParts.alertId })),
});

export interface AlertReading {
  readonly alerts: Pick<AlertTable, 'get' | 'list'>;
  readonly webhooks: Pick<WebhookTable, 'list'>;
  readonly watchMarket: WatchMarket;
}

/** `GET /api/alerts`: the caller's alerts, newest first. */
export function listAlerts({ alerts, webhooks: table, watchMarket }: AlertReading): SignedInHandler {
  return async (request, caller) => {
    const { cursor, ...filter } = parseInput(querySchema, request.query);
    const [page, { prices, exchangeNow }] = await Promise.all([
      alerts.list({ ...filter, owner: caller.person, after: cursor }),
      watchMarket(),
    ]);
    const webhooks = await webhooksFor(table, caller.person, page.items);
    const items = page.items.map((alert) =>
      viewAlert(alert, {
        coin: observeCoin(prices, alert.symbol, exchangeNow),
        now: exchangeNow,
        webhooks,
      }),
    );
    return jsonUnlessKnown(request, { items, nextCursor: encodeCursor(page.next) }, PRIVATE);
  };
}

/** `GET /api/alerts/{id}`. Always in full: the state moves without the version that is its ETag. */
export function readAlert({ alerts, webhooks: table, watchMarket }: AlertReading): SignedInHandler {
  return async (request, caller) => {
    const [alert, market] = await Promise.all([findAlert(alerts, request, caller), watchMarket()]);
    const webhooks = await webhooksFor(table, caller.person, [alert]);
    return answerAlert({ statusCode: 200, alert, market, webhooks });
  };
}
