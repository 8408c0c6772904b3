import * as z from 'zod';
import { type CandleInterval, INTERVAL_MS } from '../../domain/market/candle.ts';
import type { Clock } from '../clock.ts';
import { AggTradeError, type AggTradeRow, readAggTrades } from '../exchanges/binance/read-agg-trades.ts';
import { type CatalogueAnswer, readCatalogue } from '../exchanges/binance/read-catalogue.ts';
import { KlineError, type Klines, readKlines } from '../exchanges/binance/read-klines.ts';
import { isTime } from './field-bounds.ts';
import { RequestWeight } from './request-budget.ts';

export const REGION_REMEDY =
  'HTTP 451, no service from here. Run it in another region, such as eu-west-1 or ap-northeast-1, or use the market ' +
  'data hosts: BINANCE_WS_URL=wss://data-stream.binance.vision BINANCE_REST_URL=https://data-api.binance.vision';

const REQUEST_TIMEOUT_MS = 10_000;
/** Candles in one answer, at most. */
export const MAX_KLINES = 1_000;
/** Aggregate trades in one answer, at most. */
export const MAX_AGG_TRADES = 1_000;
/** What each request weighs. */
export const WEIGHTS = { aggTrades: 4, klines: 2, exchangeInfo: 20, time: 1 } as const;
/** The exchange may have looked at its clock anywhere within the round trip: half of it is the error of the offset. */
export const MAX_CLOCK_ROUND_TRIP_MS = 1_000;
/** The whole catalogue is several MB. */
const CATALOGUE_TIMEOUT_MS = 30_000;
/** Waited after a 429 or 418 that does not say how long. */
const DEFAULT_RETRY_AFTER_MS = 60_000;
/** However long the exchange says, it is asked again after this long. */
const MAX_RETRY_AFTER_MS = 3_600_000;

/**
 * - `region`: 451. - `firewall`: 403. - `limited`: 429, too many requests. - `banned`: 418, went on after 429.
 * - `server`: 5xx. - `refused`: another status. - `malformed`: an answer that can't be read. - `slow`: one that came too
 *   late to be of use. - `unreachable`: no answer.
 */
export type RestFaultKind =
  | 'region'
  | 'firewall'
  | 'limited'
  | 'banned'
  | 'server'
  | 'refused'
  | 'malformed'
  | 'slow'
  | 'unreachable';

export class RestFault extends Error {
  override readonly name = 'RestFault';
  readonly kind: RestFaultKind;
  /** ms; how long the exchange wants to be left alone */
  readonly retryAfterMs: number;

  constructor(kind: RestFaultKind, message: string, retryAfterMs = 0) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

const timeSchema = z.object({ serverTime: z.number().refine(isTime, 'is not a time in ms') });
/** Which candles: those that begin from `from` up to, not including, `to`, ms; at most MAX_KLINES of them. */
export interface KlineRange {
  readonly symbol: string;
  readonly interval: CandleInterval;
  readonly from: number;
  readonly to: number;
}

/** Which trades: those from id `fromId` on, ascending, at most MAX_AGG_TRADES of them. */
export interface AggTradeRange {
  readonly symbol: string;
  readonly fromId: number;
}

/** Which trades: those made at `from` (exchange ms) or later. */
export interface AggTradesSince {
  readonly symbol: string;
  readonly from: number;
}

/** Binance's REST calls that need no key. Every call throws RestFault. `baseUrl` has no trailing slash. */
export function createRestClient(baseUrl: string, clock: Clock) {
  let quietUntil = Number.NEGATIVE_INFINITY;
  const weight = new RequestWeight(clock);

  async function get(name: keyof typeof WEIGHTS, query = '', timeoutMs = REQUEST_TIMEOUT_MS): Promise<unknown> {
    const path = `/api/v3/${name}${query}`;
    const quietMs = quietUntil - clock.elapsed();
    if (quietMs > 0) throw new RestFault('limited', `${path}: waiting as the exchange asked`, quietMs);
    weight.begin(WEIGHTS[name]);
    try {
      return await request(`${baseUrl}${path}`, timeoutMs, (headers) => weight.note(headers));
    } catch (error) {
      const fault = error instanceof RestFault ? error : new RestFault('unreachable', `${path}: ${causeOf(error)}`);
      if (fault.retryAfterMs > 0) quietUntil = Math.max(quietUntil, clock.elapsed() + fault.retryAfterMs);
      throw fault;
    } finally {
      weight.end(WEIGHTS[name]);
    }
  }

  /** @throws RestFault `malformed` when the answer is no list */
  async function klines(query: URLSearchParams, interval: CandleInterval): Promise<Klines> {
    const answer = await get('klines', `?${query}`);
    try {
      return readKlines(answer, INTERVAL_MS[interval]);
    } catch (error) {
      if (!(error instanceof KlineError)) throw error;
      throw new RestFault('malformed', `${query.get('symbol')} ${interval}: ${error.message}`);
    }
  }

  /** @throws RestFault `malformed` naming the field where the answer as a whole can't be read */
  async function aggTrades(place: string, query: URLSearchParams, fromId: number): Promise<AggTradeRow[]> {
    const answer = await get('aggTrades', `?${query}`);
    try {
      return readAggTrades(answer, fromId);
    } catch (error) {
      if (!(error instanceof AggTradeError)) throw error;
      throw new RestFault('malformed', `${place}: ${error.message}`);
    }
  }

  return {
    /** The request weight used in the present minute, unanswered requests included. */
    usedWeight: () => weight.used,

    /** Ids that the exchange no longer has are left out, and so are those it does not tell yet. */
    fetchAggTrades({ symbol, fromId }: AggTradeRange): Promise<AggTradeRow[]> {
      const query = { symbol, fromId: String(fromId), limit: String(MAX_AGG_TRADES) };
      return aggTrades(`${symbol} from ${fromId}`, new URLSearchParams(query), fromId);
    },

    /** Those made at `from` or later, ascending, at most MAX_AGG_TRADES of them; what the exchange does not give yet is left out. */
    fetchAggTradesSince({ symbol, from }: AggTradesSince): Promise<AggTradeRow[]> {
      const query = { symbol, startTime: String(from), limit: String(MAX_AGG_TRADES) };
      return aggTrades(`${symbol} since ${from}`, new URLSearchParams(query), 0);
    },

    /** The newest trade of the coin; null when it has none, or one that can't be read. */
    async fetchNewestTrade(symbol: string): Promise<AggTradeRow | null> {
      const [newest] = await aggTrades(symbol, new URLSearchParams({ symbol, limit: '1' }), 0);
      return newest && !newest.fault ? newest : null;
    },

    /** Ascending; the last one may be of an interval that is not over. What nothing is known of is left out. */
    fetchKlines({ symbol, interval, from, to }: KlineRange): Promise<Klines> {
      const span = { startTime: String(from), endTime: String(to - 1), limit: String(MAX_KLINES) };
      return klines(new URLSearchParams({ symbol, interval, ...span }), interval);
    },

    /**
     * The minute in which the exchange's candles of the coin begin; null when it has none. A coin that was listed before it was
     * first traded has rows without a price until then.
     */
    async fetchFirstMinute(symbol: string): Promise<number | null> {
      const fromTheBeginning = async (limit: number) => {
        const query = new URLSearchParams({ symbol, interval: '1m', startTime: '0', limit: String(limit) });
        return (await klines(query, '1m')).candles[0]?.start ?? null;
      };
      return (await fromTheBeginning(1)) ?? fromTheBeginning(MAX_KLINES);
    },

    /** Every symbol of the exchange. */
    async fetchCatalogue(): Promise<CatalogueAnswer> {
      const answer = readCatalogue(await get('exchangeInfo', '', CATALOGUE_TIMEOUT_MS));
      if (!answer) throw new RestFault('malformed', 'exchangeInfo: symbols is not a list');
      return answer;
    },

    /** Exchange clock minus own clock, ms; the exchange is taken to have looked at its clock midway. */
    async measureClockOffset(): Promise<number> {
      const sentAt = clock.now();
      const begunAt = clock.elapsed();
      const answer = timeSchema.safeParse(await get('time'));
      if (!answer.success) throw new RestFault('malformed', `time: ${z.prettifyError(answer.error)}`);
      const tookMs = Math.round(clock.elapsed() - begunAt);
      if (tookMs > MAX_CLOCK_ROUND_TRIP_MS) throw new RestFault('slow', 'answered too slowly to tell the time');
      return Math.round(answer.data.serverTime - (sentAt + clock.now()) / 2);
    },
  };
}

export type RestClient = ReturnType<typeof createRestClient>;

async function request(url: string, timeoutMs: number, onHeaders: (headers: Headers) => void): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  onHeaders(response.headers);
  if (!response.ok) {
    await response.body?.cancel();
    throw faultOf(response);
  }
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new RestFault('malformed', `${url}: the answer is not JSON`);
  }
}

function faultOf({ status, url, headers }: Response): RestFault {
  if (status === 451) return new RestFault('region', REGION_REMEDY);
  if (status === 403) return new RestFault('firewall', `${url}: 403, refused by the exchange's firewall`);
  if (status === 429) return new RestFault('limited', `${url}: 429, too many requests`, retryAfterOf(headers));
  if (status === 418) return new RestFault('banned', `${url}: 418, banned for a while`, retryAfterOf(headers));
  return new RestFault(status >= 500 ? 'server' : 'refused', `${url}: HTTP ${status}`);
}

function retryAfterOf(headers: Headers): number {
  const seconds = Number(headers.get('retry-after'));
  return seconds > 0 ? Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS) : DEFAULT_RETRY_AFTER_MS;
}

/** fetch hides what went wrong in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
