import * as z from 'zod';
import {
  type CandlePage,
  candlePageSchema,
  NOT_STORED,
  type ShownCandle,
  type ShownGap,
  viewGap,
} from '../../../contract/candle-page.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { type Candle, viewCandle } from '../../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import {
  CHART_SOURCES,
  type ChartInterval,
  foldOpen,
  gapsBetween,
  lengthOf,
} from '../../../domain/market/chart-interval.ts';
import type { UnwatchedSpan } from '../../../domain/market/coin.ts';
import { type CandleSpan, firstInChart, readChart, UNFOLDED_MS } from '../coins/closed-candles.ts';
import { UNWATCHED_SHOWN } from '../coins/followed-coins.ts';
import { MAX_POINTS, type Span, spanFields, spanOf } from '../coins/span-query.ts';
import { cachedReadHeaders, jsonUnlessKnown, publicFor } from '../http/answer.ts';
import { END_OF_TIME } from '../http/instant-query.ts';
import { cursorField, encodeCursor } from '../http/page-query.ts';
import { pathParameter } from '../http/read-request.ts';
import type { MarketDeps } from '../market/market-deps.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

/** Stored candles that a page is made of: more would take too long to unzip. */
export const MAX_SOURCES = 7_500;
/** A new candle comes once a minute. */
const FRESH_S = 5;
/** Candles of days that are stored as a whole change only when the exchange corrects them. */
const SETTLED_S = 3_600;
/** A minute is stored this long after its end at most: until then it is no gap. */
const STORED_AFTER_MS = 120_000;

const instantInCursor = z.number().int().min(0).max(END_OF_TIME);
const querySchema = z.strictObject({
  ...spanFields,
  open: z
    .enum(['true', 'false'], 'must be true or false')
    .default('false')
    .meta({
      param: {
        description:
          'true: the last page also has the candle that is not over yet, marked closed: false, once all trades in it so far are known',
      },
    }),
  cursor: cursorField(z.strictObject({ from: instantInCursor, to: instantInCursor })),
});

/** Most candles of a page. */
export function pageSize(interval: ChartInterval): number {
  return Math.min(MAX_POINTS, MAX_SOURCES / CHART_SOURCES[interval].count);
}

export const readCandles = marketEndpoint({
  route: 'GET /api/coins/{symbol}/candles',
  id: 'readCandles',
  summary: `Closed candles of a followed coin, oldest first, at most ${MAX_POINTS} a page (${pageSize('15m')} of 15m), and where there are none`,
  query: querySchema,
  headers: cachedReadHeaders,
  answers: { 200: candlePageSchema },
  async handle({ request, query }, deps) {
    const symbol = pathParameter(request, 'symbol');
    await deps.followedCoins.require(symbol);
    const { interval, cursor } = query;
    const { exchangeNow } = await deps.readMarketNow();
    const { from, to } = spanOf({ ...query, ...cursor }, exchangeNow);
    const end = Math.min(to, from + pageSize(interval) * lengthOf(interval));
    const [closed, next, unwatched, open] = await Promise.all([
      readChart(deps.candles, { symbol, interval, from, to: end }, exchangeNow),
      firstInChart(deps.candles, { symbol, interval, from: end, to }, exchangeNow),
      deps.market.readUnwatched(symbol, UNWATCHED_SHOWN),
      query.open === 'true' && end === to ? readOpen({ symbol, interval, from, to }, deps) : null,
    ]);
    const absent = missing(closed, { from, to: Math.min(next ?? to, closedEnd(interval, exchangeNow)) }, interval);
    const page: CandlePage = {
      items: [...closed.map(viewCandle), ...showOpen(open, closed)],
      gaps: [...absent, ...within(unwatched, { from, to: next ?? to })].map(viewGap),
      nextCursor: encodeCursor(next === null ? null : { from: next, to }),
    };
    const isSettled = absent.length === 0 && (next ?? to) <= exchangeNow - UNFOLDED_MS;
    return jsonUnlessKnown(request, page, publicFor(isSettled ? SETTLED_S : FRESH_S));
  },
});

/** The snapshot that has it may be older than the newest closed ones: what is stored as closed is not open. */
function showOpen(open: Candle | null, closed: readonly Candle[]): ShownCandle[] {
  const isClosed = open !== null && open.start <= (closed.at(-1)?.start ?? Number.NEGATIVE_INFINITY);
  return open && !isClosed ? [{ ...viewCandle(open), closed: false }] : [];
}

/** End of the last interval that must be stored by now. */
function closedEnd(interval: ChartInterval, now: number): number {
  return intervalOf(now - STORED_AFTER_MS, lengthOf(interval));
}

function missing(closed: readonly Candle[], covered: Span, interval: ChartInterval): ShownGap[] {
  return gapsBetween(closed, covered, lengthOf(interval)).map((gap) => ({ ...gap, reason: NOT_STORED }));
}

/** The intervals that the span meets, oldest first. */
function within(unwatched: readonly UnwatchedSpan[], { from, to }: Span): ShownGap[] {
  return unwatched.filter((gap) => gap.to > from && gap.from < to).reverse();
}

/** Null when it is not within the span, or not known. */
async function readOpen(
  { symbol, interval, from, to }: CandleSpan<ChartInterval>,
  { candles, readMarketNow }: Pick<MarketDeps, 'candles' | 'readMarketNow'>,
): Promise<Candle | null> {
  const { prices, exchangeNow } = await readMarketNow();
  const coin = observeCoin(prices, symbol, exchangeNow);
  if (!coin?.open || coin.state !== 'live') return null;
  const lengthMs = lengthOf(interval);
  const start = intervalOf(coin.open.start, lengthMs);
  if (start < from || start >= to || start + lengthMs + INTERVAL_MS['1m'] <= exchangeNow) return null;
  const minutes = await candles.read(symbol, '1m', start, coin.open.start);
  return foldOpen(minutes, coin.open, lengthMs);
}
