import * as z from 'zod';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { previewViewSchema, viewPreview } from '../../../contract/preview-view.ts';
import { INTERVAL_MS } from '../../../domain/market/candle-interval.ts';
import { tradedSince } from '../../../domain/market/coin.ts';
import { FEEDS } from '../../../domain/market/feed.ts';
import { minuteOf } from '../../../domain/market/tick.ts';
import {
  MAX_PREVIEW_DAYS,
  MAX_PREVIEW_MS,
  metricsOfRule,
  type Preview,
  PreviewTimeError,
  previewAlert as preview,
} from '../../../domain/preview/preview.ts';
import { invalidExpiry } from '../../../domain/rules/expiry.ts';
import { explainPreview } from '../../../text/explain/explain-preview.ts';
import { readNewRule } from '../alerts/read-new-rule.ts';
import { requireListing } from '../coins/catalogue.ts';
import { readPastCandles } from '../coins/read-past-candles.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import { json, PRIVATE } from '../http/answer.ts';
import { wholeNumber } from '../http/page-query.ts';
import { refuse } from '../http/parse-input.ts';
import { previewEndpoint } from '../preview/preview-endpoint.ts';
import { type LongPreview, tookTooLong } from '../preview/preview-limit.ts';

export const previewAlert = previewEndpoint({
  route: 'POST /api/alerts/preview',
  id: 'previewAlert',
  summary: `What the alert would have done over up to ${MAX_PREVIEW_DAYS} days of stored minutes; nothing is stored`,
  query: z.strictObject({ days: wholeNumber(1, MAX_PREVIEW_DAYS).prefault(MAX_PREVIEW_DAYS) }),
  body: createAlertSchema,
  answers: { 200: previewViewSchema.meta({ id: 'Preview' }) },
  async handle({ query: { days }, body: asked }, { candles, catalogue, readMarketNow, now }) {
    const { rule, resolvedFrom } = await readNewRule(asked, { catalogue, readMarketNow });
    const { symbol } = asked;
    const { quote } = await requireListing(catalogue, symbol);
    const market = await readMarketNow();
    const exchangeNow = requireExchangeTime(market);
    refuse(invalidExpiry(rule, exchangeNow));
    const to = minuteOf(exchangeNow);
    const from = to - days * INTERVAL_MS['1d'];
    const feed = market.prices?.feed ?? FEEDS[0];
    const began = tradedSince(observeCoin(market.prices, symbol, exchangeNow));
    const metrics = metricsOfRule(rule);
    const past = await readPastCandles(candles, { symbol, metrics, from, to, began, now: exchangeNow });
    const until = now() + MAX_PREVIEW_MS;
    const stored = { symbol, feed, from, to, ...past, listedFrom: began };
    const found = unlessTooLong({ asked, rule, days }, () =>
      preview({ ...stored, rule, mayGoOn: () => now() < until }),
    );
    const explanation = explainPreview(found, { symbol, quote, rule });
    return json(200, viewPreview(found, { symbol, explanation, resolvedFrom }), PRIVATE);
  },
});

/** @throws Problem 422 when the preview takes longer than it may */
function unlessTooLong(long: LongPreview, run: () => Preview): Preview {
  try {
    return run();
  } catch (error) {
    throw error instanceof PreviewTimeError ? tookTooLong(long, error) : error;
  }
}
