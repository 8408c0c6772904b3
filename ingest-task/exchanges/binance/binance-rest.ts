import * as z from 'zod';
import { INTERVAL_MS } from '../../../domain/market/candle-interval.ts';
import type { RestProtocol, RestRequest } from '../../exchange/exchange.ts';
import { AnswerError, ExchangeError } from '../../exchange/exchange-error.ts';
import { isTime } from '../../exchange/field-bounds.ts';
import type { TradeRow } from '../../exchange/market-rows.ts';
import { readAggTrades } from './read-agg-trades.ts';
import { readCatalogue } from './read-catalogue.ts';
import { readKlines } from './read-klines.ts';

export const REGION_REMEDY =
  'HTTP 451, no service from here. Run it in another region, such as eu-west-1 or ap-northeast-1, or use the market ' +
  'data hosts: BINANCE_WS_URL=wss://data-stream.binance.vision BINANCE_REST_URL=https://data-api.binance.vision';

const REQUEST_TIMEOUT_MS = 10_000;
/** The whole catalogue is several MB. */
const CATALOGUE_TIMEOUT_MS = 30_000;
/** Waited after a 429 or 418 that does not say how long. */
const DEFAULT_RETRY_AFTER_MS = 60_000;
/** However long Binance says, it is asked again after this long. */
const MAX_RETRY_AFTER_MS = 3_600_000;

const TRADE_PAGE = { rows: 1_000, weight: 4 };
const CANDLE_PAGE = { rows: 1_000, weight: 2 };
const CATALOGUE_WEIGHT = 20;
const CLOCK_WEIGHT = 1;

const timeSchema = z.object({ serverTime: z.number().refine(isTime, 'is not a time in ms') });

/** https://developers.binance.com/docs/binance-spot-api-docs/rest-api */
export const BINANCE_REST: RestProtocol = {
  limits: { weightPerMinute: 6_000, tradePage: TRADE_PAGE, candlePage: CANDLE_PAGE },

  tradesFrom({ symbol, fromId }) {
    const query = { symbol, fromId: String(fromId), limit: String(TRADE_PAGE.rows) };
    return tradesRequest(`${symbol} from ${fromId}`, query, fromId);
  },

  tradesSince({ symbol, from }) {
    const query = { symbol, startTime: String(from), limit: String(TRADE_PAGE.rows) };
    return tradesRequest(`${symbol} since ${from}`, query, 0);
  },

  newestTrade: (symbol) => tradesRequest(symbol, { symbol, limit: '1' }, 0),

  candles({ symbol, interval, from, to }) {
    const span = { startTime: String(from), endTime: String(to - 1), limit: String(CANDLE_PAGE.rows) };
    return {
      ...request('klines', { symbol, interval, ...span }, CANDLE_PAGE.weight),
      subject: `${symbol} ${interval}`,
      read: (answer) => readKlines(answer, INTERVAL_MS[interval]),
    };
  },

  firstCandles: (symbol, count) => ({
    ...request('klines', { symbol, interval: '1m', startTime: '0', limit: String(count) }, CANDLE_PAGE.weight),
    subject: `${symbol} 1m`,
    read: (answer) => readKlines(answer, INTERVAL_MS['1m']),
  }),

  catalogue: () => ({
    ...request('exchangeInfo', {}, CATALOGUE_WEIGHT),
    timeoutMs: CATALOGUE_TIMEOUT_MS,
    read: readCatalogue,
  }),

  clock: () => ({
    ...request('time', {}, CLOCK_WEIGHT),
    read(answer) {
      const { success, data, error } = timeSchema.safeParse(answer);
      if (!success) throw new AnswerError(z.prettifyError(error));
      return data.serverTime;
    },
  }),

  usedWeightOf(headers) {
    const weight = Number(headers.get('x-mbx-used-weight-1m') ?? Number.NaN);
    return weight >= 0 ? weight : null;
  },

  errorOf({ status, url, headers }) {
    if (status === 451) return new ExchangeError('region', REGION_REMEDY);
    if (status === 403) return new ExchangeError('firewall', `${url}: 403, refused by the exchange's firewall`);
    if (status === 429) return new ExchangeError('limited', `${url}: 429, too many requests`, retryAfterOf(headers));
    if (status === 418) return new ExchangeError('banned', `${url}: 418, banned for a while`, retryAfterOf(headers));
    return new ExchangeError(status >= 500 ? 'server' : 'refused', `${url}: HTTP ${status}`);
  },
};

function tradesRequest(
  subject: string,
  query: Readonly<Record<string, string>>,
  fromId: number,
): RestRequest<TradeRow[]> {
  return {
    ...request('aggTrades', query, TRADE_PAGE.weight),
    subject,
    read: (answer) => readAggTrades(answer, fromId),
  };
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
