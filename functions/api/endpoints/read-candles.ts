import * as z from 'zod';
import { CANDLE_INTERVALS, type CandleInterval, INTERVAL_MS, viewCandle } from '../../../domain/market/candle.ts';
import { instantSchema } from '../../../domain/market/instant.ts';
import { firstClosed, readClosed } from '../coins/closed-candles.ts';
import type { OpenReads } from '../coins/public-reads.ts';
import { findCoin } from '../find-coin.ts';
import { jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { cursorField, encodeCursor } from '../http/page-query.ts';
import { parseInput } from '../http/parse-input.ts';
import { invalidRequest } from '../http/problem.ts';
import type { RouteHandler } from '../route-request.ts';

export const MAX_CANDLES = 1_500;
/** A new candle comes once a minute. */
const FRESH_S = 5;

const DAY_MS = INTERVAL_MS['1d'];
const DEFAULT_SPAN_MS: Readonly<Record<CandleInterval, number>> = {
  '1m': DAY_MS,
  '1h': 30 * DAY_MS,
  '1d': 365 * DAY_MS,
};
/** The end of the last year that ISO 8601 writes with four digits: keys of later ones would not sort. */
const END_OF_TIME = Date.UTC(10_000, 0, 1);

/** A day alone is its start in UTC. */
const instantField = z
  .union(
    [instantSchema, z.iso.date().transform((day) => Date.parse(day))],
    'must be an instant with its offset, such as 2026-11-22T10:00:00Z, or a day, such as 2026-11-22',
  )
  .transform((instant) => Math.min(instant, END_OF_TIME))
  .optional();
const instantInCursor = z.number().int().min(0).max(END_OF_TIME);

const querySchema = z.strictObject({
  interval: z.enum(CANDLE_INTERVALS, `must be one of ${CANDLE_INTERVALS.join(', ')}`).default('1m'),
  from: instantField,
  to: instantField,
  cursor: cursorField(z.strictObject({ from: instantInCursor, to: instantInCursor })),
});
type CandleQuery = z.output<typeof querySchema>;

/** ms, half-open; both are starts of an interval */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** `GET /api/coins/{symbol}/candles`: what is stored, oldest first. @throws Problem 404 unless the coin is followed */
export function readCandles({ coins, candles, watchMarket }: OpenReads): RouteHandler {
  return async (request) => {
    const query = parseInput(querySchema, request.query);
    const { symbol } = await findCoin(coins, request);
    const { interval } = query;
    const { exchangeNow } = await watchMarket();
    const { from, to } = spanOf(query, exchangeNow);
    const end = Math.min(to, from + MAX_CANDLES * INTERVAL_MS[interval]);
    const [items, next] = await Promise.all([
      readClosed(candles, { symbol, interval, from, to: end }, exchangeNow),
      firstClosed(candles, { symbol, interval, from: end, to }, exchangeNow),
    ]);
    const nextCursor = encodeCursor(next === null ? null : { from: next, to });
    return jsonUnlessKnown(request, { items: items.map(viewCandle), nextCursor }, publicFor(FRESH_S));
  };
}

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
