import type { Clock } from '../clock.ts';
import type { RestProtocol, RestRequest } from './exchange.ts';
import { AnswerError, ExchangeError } from './exchange-error.ts';
import type { CandleAnswer, CandleRange, CatalogueAnswer, TradeRow, TradesFrom, TradesSince } from './market-rows.ts';
import { RequestBudget, type RequestPurpose } from './request-budget.ts';

/** The exchange may have read its clock anywhere within the round trip: half of it is the error of the offset. */
export const MAX_CLOCK_ROUND_TRIP_MS = 1_000;

/** One exchange over REST. Every call throws ExchangeError. */
export interface RestClient {
  /** rows of one page, at most */
  readonly tradesPerPage: number;
  readonly candlesPerPage: number;
  /** The request weight used in the present minute, unanswered requests included. */
  usedWeight(): number;
  /** 0 when a page may be requested for this purpose; otherwise the time after which to ask again, ms. */
  budgetWaitMs(purpose: RequestPurpose): number;
  /** Ids that the exchange no longer has, or does not give yet, are left out. */
  fetchTrades(range: TradesFrom): Promise<TradeRow[]>;
  fetchTradesSince(range: TradesSince): Promise<TradeRow[]>;
  /** The coin's newest trade; null when it has none, or one that can't be read. */
  fetchNewestTrade(symbol: string): Promise<TradeRow | null>;
  /** Ascending; the last one may belong to an interval that is not over. Unknown intervals are left out. */
  fetchCandles(range: CandleRange): Promise<CandleAnswer>;
  /** The minute in which the exchange's candles of the coin begin; null when it has none. */
  fetchFirstMinute(symbol: string): Promise<number | null>;
  /** Every symbol of the exchange. */
  fetchCatalogue(): Promise<CatalogueAnswer>;
  /** Exchange clock minus own clock, ms. */
  measureClockOffset(): Promise<number>;
}

/** `baseUrl`: without a trailing slash */
export function createRestClient(protocol: RestProtocol, baseUrl: string, clock: Clock): RestClient {
  const requester = new Requester(protocol, baseUrl, clock);
  const ask = <Result>(request: RestRequest<Result>) => requester.ask(request);
  const { limits } = protocol;
  return {
    tradesPerPage: limits.tradePage.rows,
    candlesPerPage: limits.candlePage.rows,
    usedWeight: () => requester.budget.used,
    budgetWaitMs: (purpose) => requester.budget.waitMs(purpose),
    fetchTrades: (range) => ask(protocol.tradesFrom(range)),
    fetchTradesSince: (range) => ask(protocol.tradesSince(range)),

    async fetchNewestTrade(symbol) {
      const [newest] = await ask(protocol.newestTrade(symbol));
      return newest && !newest.unreadable ? newest : null;
    },

    fetchCandles: (range) => ask(protocol.candles(range)),

    /** A coin that was listed before its first trade has rows without a price until then: these are left out of the answer. */
    async fetchFirstMinute(symbol) {
      const first = async (count: number) =>
        (await ask(protocol.firstCandles(symbol, count))).candles[0]?.start ?? null;
      return (await first(1)) ?? first(limits.candlePage.rows);
    },

    fetchCatalogue: () => ask(protocol.catalogue()),

    /** The exchange is taken to have read its clock midway. */
    async measureClockOffset() {
      const sentAt = clock.now();
      const begunAt = clock.elapsed();
      const serverTime = await ask(protocol.clock());
      const tookMs = Math.round(clock.elapsed() - begunAt);
      if (tookMs > MAX_CLOCK_ROUND_TRIP_MS) throw new ExchangeError('slow', 'answered too slowly to measure its clock');
      return Math.round(serverTime - (sentAt + clock.now()) / 2);
    },
  };
}

/** Makes requests, counts their weight, and makes none for as long as the exchange asked for. */
class Requester {
  readonly budget: RequestBudget;
  readonly #protocol: RestProtocol;
  readonly #baseUrl: string;
  readonly #clock: Clock;
  #quietUntil = Number.NEGATIVE_INFINITY;

  constructor(protocol: RestProtocol, baseUrl: string, clock: Clock) {
    this.#protocol = protocol;
    this.#baseUrl = baseUrl;
    this.#clock = clock;
    this.budget = new RequestBudget(clock, protocol.limits);
  }

  /** @throws ExchangeError */
  async ask<Result>(request: RestRequest<Result>): Promise<Result> {
    const { subject, path, weight } = request;
    const quietMs = this.#quietUntil - this.#clock.elapsed();
    if (quietMs > 0) throw new ExchangeError('limited', `${path}: waiting as the exchange asked`, quietMs);
    this.budget.begin(weight);
    let answer: unknown;
    try {
      answer = await this.#fetch(request);
    } catch (error) {
      throw this.#noted(
        error instanceof ExchangeError ? error : new ExchangeError('unreachable', `${path}: ${causeOf(error)}`),
      );
    } finally {
      this.budget.end(weight);
    }
    try {
      return request.read(answer);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      throw new ExchangeError('malformed', `${subject}: ${error.message}`);
    }
  }

  async #fetch({ path, timeoutMs }: RestRequest<unknown>): Promise<unknown> {
    const url = `${this.#baseUrl}${path}`;
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    this.budget.report(this.#protocol.usedWeightOf(response.headers));
    if (!response.ok) {
      await response.body?.cancel();
      throw this.#protocol.errorOf(response);
    }
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      throw new ExchangeError('malformed', `${url}: the answer is not JSON`);
    }
  }

  #noted(error: ExchangeError): ExchangeError {
    const { retryAfterMs } = error;
    if (retryAfterMs > 0) this.#quietUntil = Math.max(this.#quietUntil, this.#clock.elapsed() + retryAfterMs);
    return error;
  }
}

/** `fetch` hides what went wrong in its cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
