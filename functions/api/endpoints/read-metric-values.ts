import * as z from 'zod';
import { observeCoin, shownMetric } from '../../../contract/coin-view.ts';
import { type MetricValues, metricValuesSchema } from '../../../contract/metric-values.ts';
import { lengthOf } from '../../../domain/market/chart-interval.ts';
import { tradedSince } from '../../../domain/market/coin.ts';
import { findMetric, WINDOWED, type WindowedDefinition } from '../../../domain/metrics/metric.ts';
import { UNFOLDED_MS } from '../coins/closed-candles.ts';
import { mostEnds, readValuesAtEnds } from '../coins/read-values-at-ends.ts';
import { MAX_POINTS, spanFields, spanOf } from '../coins/span-query.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { END_OF_TIME } from '../http/instant-query.ts';
import { cursorField, encodeCursor } from '../http/page-query.ts';
import { notFound } from '../http/problem.ts';
import { pathParameter } from '../http/read-request.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const FRESH_S = 5;
const SETTLED_S = 3_600;
/** The minute before may not be stored yet: then the value is left out, not unknown. */
const STORED_AFTER_MS = 120_000;

const instantInCursor = z.number().int().min(0).max(END_OF_TIME);
const querySchema = z.strictObject({
  ...spanFields,
  cursor: cursorField(z.strictObject({ from: instantInCursor, to: instantInCursor })),
});

export const readMetricValues = marketEndpoint({
  route: 'GET /api/coins/{symbol}/metrics/{metric}',
  id: 'readMetricValues',
  summary: `A metric with a window (${WINDOWED[0]?.name}) as it was known at the end of each interval, oldest first, at most ${MAX_POINTS} a page`,
  query: querySchema,
  headers: cachedReadHeaders,
  answers: { 200: metricValuesSchema },
  async handle({ request, query }, { followedCoins, readMarketNow, candles }) {
    const symbol = pathParameter(request, 'symbol');
    const metric = requireMetric(pathParameter(request, 'metric'));
    await followedCoins.require(symbol);
    const { prices, exchangeNow } = await readMarketNow();
    const { from, to } = spanOf({ ...query, ...query.cursor }, exchangeNow);
    const length = lengthOf(query.interval);
    const end = Math.min(to, from + Math.min(MAX_POINTS, mostEnds(metric, query.interval)) * length);
    const ends = endsBetween(from, Math.min(end, exchangeNow), length);
    const coin = observeCoin(prices, symbol, exchangeNow);
    const asked = { symbol, metric, interval: query.interval, ends, began: tradedSince(coin), now: exchangeNow };
    const values = await readValuesAtEnds(candles, asked);
    const items = ends.map((at, index) => {
      return { start: new Date(at - length).toISOString(), value: shownMetric(metric, values[index] ?? null) };
    });
    while (items.at(-1)?.value === null && (ends[items.length - 1] ?? 0) > exchangeNow - STORED_AFTER_MS) items.pop();
    const isSettled = end <= exchangeNow - UNFOLDED_MS && !values.includes(null);
    const page: MetricValues = {
      metric: metric.name,
      unit: metric.unit.name,
      interval: query.interval,
      items,
      reference: isSettled ? null : (coin?.refs?.[metric.name] ?? null),
      nextCursor: encodeCursor(end < Math.min(to, exchangeNow) ? { from: end, to } : null),
    };
    return jsonUnlessKnown(request, page, publicFor(isSettled ? SETTLED_S : FRESH_S));
  },
});

/** @throws Problem 404 for any other name */
function requireMetric(name: string): WindowedDefinition {
  const metric = findMetric(name);
  if (metric && metric.moves !== 'with-price') return metric;
  throw notFound(`There is no such metric here; there are ${WINDOWED.map((it) => it.name).join(', ')}.`);
}

/** The ends of the intervals that begin at `from` or later and have ended by `to`. */
function endsBetween(from: number, to: number, lengthMs: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / lengthMs));
  return Array.from({ length: count }, (_, place) => from + (place + 1) * lengthMs);
}
