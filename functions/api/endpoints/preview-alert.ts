import * as z from 'zod';
import type { CandleTable } from '../../../adapters/dynamodb/market/candle-table.ts';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { requestedRule } from '../../../contract/requested-rule.ts';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle.ts';
import { minuteOf } from '../../../domain/market/tick.ts';
import { MAX_PREVIEW_DAYS, previewAlert, reachBack } from '../../../domain/preview/preview.ts';
import { expiryFaults, invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { withoutListOfOne } from '../../../domain/rules/rule.ts';
import { channelFaults } from '../alerts/resolve-channels.ts';
import type { Catalogue } from '../coins/catalogue.ts';
import { readClosed } from '../coins/closed-candles.ts';
import { surelyNow, type WatchMarket } from '../coins/read-market-now.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import { readJsonBody } from '../read-json-body.ts';
import { requireListing } from '../require-listing.ts';
import type { SignedInHandler } from '../route-request.ts';

const DAYS_FAULT = `must be a whole number from 1 to ${MAX_PREVIEW_DAYS}`;
const querySchema = z.strictObject({
  days: z
    .string()
    .regex(/^\d{1,2}$/, DAYS_FAULT)
    .transform(Number)
    .refine((days) => days >= 1 && days <= MAX_PREVIEW_DAYS, DAYS_FAULT)
    .default(MAX_PREVIEW_DAYS),
});

export interface AlertPreviewing {
  readonly candles: Pick<CandleTable, 'read' | 'firstAfter'>;
  readonly catalogue: Catalogue;
  readonly watchMarket: WatchMarket;
}

/** `POST /api/alerts/preview`: the body of a new alert; nothing is stored. */
export function previewOfAlert({ candles, catalogue, watchMarket }: AlertPreviewing): SignedInHandler {
  return async (request) => {
    const { days } = parseInput(querySchema, request.query);
    const asked = parseInput(createAlertSchema, readJsonBody(request));
    const requested = requestedRule(asked);
    refuse([...invalidFields(requested), ...channelFaults(asked.channels)]);
    const { symbol } = asked;
    const { quote } = await requireListing(catalogue, symbol);
    const market = await watchMarket();
    const exchangeNow = surelyNow(market);
    refuse(expiryFaults(requested, exchangeNow));
    const rule = withoutListOfOne(requested);
    const to = minuteOf(exchangeNow);
    const from = to - days * INTERVAL_MS['1d'];
    // hours are stored whole: the one in which the preview begins is made of its minutes
    const hour = intervalOf(from, INTERVAL_MS['1h']);
    const { minutesMs, hoursMs } = reachBack(rule);
    const [minutes, hours] = await Promise.all([
      candles.read(symbol, '1m', Math.min(from - minutesMs, hour), to),
      hoursMs > 0 ? readClosed(candles, { symbol, interval: '1h', from: hour - hoursMs, to: hour }, exchangeNow) : [],
    ]);
    const feed = market.prices?.feed ?? 'binance';
    const listedFrom = observeCoin(market.prices, symbol, exchangeNow)?.listedFrom ?? null;
    const preview = previewAlert({ symbol, quote, feed, rule, from, to, candles: minutes, hours, listedFrom });
    return json(200, preview, PRIVATE);
  };
}
