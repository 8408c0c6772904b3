import * as z from 'zod';
import { INTERVAL_MS } from '../../../domain/market/candle-interval.ts';
import type { RestProtocol, RestRequest } from '../../exchange/exchange.ts';
import { AnswerError, ExchangeError } from '../../exchange/exchange-error.ts';
import { isTime } from '../../exchange/field-bounds.ts';
import type { TradeRow } from '../../exchange/market-rows.ts';
import { readAggTrades } from './read-agg-trades.ts';
import { readCatalogue } from './read-catalogue.ts';
import { readKlines } from './read-klines.ts';

/** What differs between the exchanges that answer these requests. */
export interface RestTerms {
  readonly weightPerMinute: number;
  /** of one request */
  readonly weights: { readonly trades: number; readonly candles: number; readonly catalogue: number };
  readonly isRegionRefusal: (status: number | undefined) => boolean;
  /** for people: where to run it instead */
  readonly regionRemedy: string;
}

const REQUEST_TIMEOUT_MS = 10_000;
/** The whole catalogue is several MB. */
const CATALOGUE_TIMEOUT_MS = 30_000;
/** Waited after a 429 or 418 that does not say how long. */
const DEFAULT_RETRY_AFTER_MS = 60_000;
/** However long Binance says, it is asked again after this long. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/** Rows of a page of trades or candles, the most that may be asked for. */
const PAGE_ROWS = 1_000;
const PAGE_LIMIT = String(PAGE_ROWS);
const CLOCK_WEIGHT = 1;

const timeSchema = z.object({ serverTime: z.number().refine(isTime, 'is not a time in ms') });

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api */
export function binanceRest({ weightPerMinute, weights, ...refusals }: RestTerms): RestProtocol {
  const trades = (
    subject: string,
    query: Readonly<Record<string, string>>,
    fromId: number,
  ): RestRequest<TradeRow[]> => ({
    ...request('aggTrades', query, weights.trades),
    subject,
    read: (answer) => readAggTrades(answer, fromId),
  });

  return {
    limits: {
      weightPerMinute,
      tradePage: { rows: PAGE_ROWS, weight: weights.trades },
      candlePage: { rows: PAGE_ROWS, weight: weights.candles },
    },

    tradesFrom: ({ symbol, fromId }) =>
      trades(`${symbol} from ${fromId}`, { symbol, fromId: String(fromId), limit: PAGE_LIMIT }, fromId),

    tradesSince: ({ symbol, from }) =>
      trades(`${symbol} since ${from}`, { symbol, startTime: String(from), limit: PAGE_LIMIT }, 0),

    newestTrade: (symbol) => trades(symbol, { symbol, limit: '1' }, 0),

    candles({ symbol, interval, from, to }) {
      const span = { startTime: String(from), endTime: String(to - 1), limit: PAGE_LIMIT };
      return {
        ...request('klines', { symbol, interval, ...span }, weights.candles),
        subject: `${symbol} ${interval}`,
        read: (answer) => readKlines(answer, INTERVAL_MS[interval]),
      };
    },

    firstCandles: (symbol, count) => ({
      ...request('klines', { symbol, interval: '1m', startTime: '0', limit: String(count) }, weights.candles),
      subject: `${symbol} 1m`,
      read: (answer) => readKlines(answer, INTERVAL_MS['1m']),
    }),

    catalogue: () => ({
      ...request('exchangeInfo', {}, weights.catalogue),
      timeoutMs: CATALOGUE_TIMEOUT_MS,
      read: readCatalogue,
    }),

    clock: () => ({ ...request('time', {}, CLOCK_WEIGHT), read: readClock }),

    usedWeightOf(headers) {
      const weight = Number(headers.get('x-mbx-used-weight-1m') ?? Number.NaN);
      return weight >= 0 ? weight : null;
    },

    errorOf: (response) => errorOf(response, refusals),
  };
}

function readClock(answer: unknown): number {
  const { success, data, error } = timeSchema.safeParse(answer);
  if (!success) throw new AnswerError(z.prettifyError(error));
  return data.serverTime;
}

function errorOf(
  { status, url, headers }: Pick<Response, 'status' | 'url' | 'headers'>,
  { isRegionRefusal, regionRemedy }: Pick<RestTerms, 'isRegionRefusal' | 'regionRemedy'>,
): ExchangeError {
  if (isRegionRefusal(status)) return new ExchangeError('region', regionRemedy);
  if (status === 403) return new ExchangeError('firewall', `${url}: 403, refused by the exchange's firewall`);
  if (status === 429) return new ExchangeError('limited', `${url}: 429, too many requests`, retryAfterOf(headers));
  if (status === 418) return new ExchangeError('banned', `${url}: 418, banned for a while`, retryAfterOf(headers));
  return new ExchangeError(status >= 500 ? 'server' : 'refused', `${url}: HTTP ${status}`);
}

function request(name: string, query: Readonly<Record<string, string>>, weight: number) {
  const parameters = new URLSearchParams(query);
  const path = `/api/v3/${name}${parameters.size > 0 ? `?${parameters}` : ''}`;
  return { subject: name, path, weight, timeoutMs: REQUEST_TIMEOUT_MS };
}

function retryAfterOf(headers: Headers): number {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS) : DEFAULT_RETRY_AFTER_MS;
}
