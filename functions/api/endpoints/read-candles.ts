import * as z from 'zod';
import { listOf } from '../../../contract/list-view.ts';
import {
  CANDLE_INTERVALS,
  type CandleInterval,
  candleViewSchema,
  INTERVAL_MS,
  viewCandle,
} from '../../../domain/market/candle.ts';
import { firstClosed, readClosed } from '../coins/closed-candles.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { END_OF_TIME, instantField } from '../http/instant-query.ts';
import { cursorField, encodeCursor } from '../http/page-query.ts';
import { invalidRequest } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

export const MAX_CANDLES = 1_500;
/** A new candle comes once a minute. */
const FRESH_S = 5;

const DAY_MS = INTERVAL_MS['1d'];
const DEFAULT_SPAN_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': DAY_MS,
  '1h': 30 * DAY_MS,
  '1d': 365 * DAY_MS,
};
const instantInCursor = z.number().int().min(0).max(END_OF_TIME);

const querySchema = z.strictObject({
  interval: z.enum(CANDLE_INTERVALS, `must be one of ${CANDLE_INTERVALS.join(', ')}`).default('1m'),
  from: instantField.meta({
    param: { description: '24 hours, 30 days or a year before to; a day alone is its start in UTC' },
  }),
  to: instantField.meta({ param: { description: 'not included; now' } }),
  cursor: cursorField(z.strictObject({ from: instantInCursor, to: instantInCursor })),
});
type CandleQuery = z.output<typeof querySchema>;

/** ms, half-open; both are starts of an interval */
interface Span {
  readonly from: number;
  readonly to: number;
}

export const readCandles = marketEndpoint({
  route: 'GET /api/coins/{symbol}/candles',
  id: 'readCandles',
  summary: `Closed candles of a followed coin, oldest first, at most ${MAX_CANDLES} a page`,
  query: querySchema,
  headers: cachedReadHeaders,
  answers: { 200: listOf(candleViewSchema.meta({ id: 'Candle' })).meta({ id: 'CandleList' }) },
  async handle({ request, query }, { followedCoins, candles, readMarketNow }) {
    const symbol = pathParameter(request, 'symbol');
    await followedCoins.require(symbol);
    const { interval } = query;
    const { exchangeNow } = await readMarketNow();
    const { from, to } = spanOf(query, exchangeNow);
    const end = Math.min(to, from + MAX_CANDLES * INTERVAL_MS[interval]);
    const [items, next] = await Promise.all([
      readClosed(candles, { symbol, interval, from, to: end }, exchangeNow),
      firstClosed(candles, { symbol, interval, from: end, to }, exchangeNow),
    ]);
    const nextCursor = encodeCursor(next === null ? null : { from: next, to });
    return jsonUnlessKnown(request, { items: items.map(viewCandle), nextCursor }, publicFor(FRESH_S));
  },
});

/** @throws Problem 422 when it ends before it begins */
function spanOf({ interval, from, to, cursor }: CandleQuery, now: number): Span {
  const end = cursor?.to ?? to ?? now;
  const start = cursor?.from ?? from ?? end - DEFAULT_SPAN_MS[interval];
  if (start > end) throw invalidRequest([{ path: 'from', message: 'must not be after to' }]);
  return { from: startAfter(start, interval), to: startAfter(end, interval) };
}

/** The first start of an interval at or after the instant: requests of the same minute are for the same candles. */
function startAfter(instant: number, interval: CandleInterval): number {
  const length = INTERVAL_MS[interval];
  return Math.max(0, Math.ceil(instant / length) * length);
}
