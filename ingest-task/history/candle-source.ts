import type { Candle } from '../../domain/market/candle.ts';
import { type CandleInterval, INTERVAL_MS } from '../../domain/market/candle-interval.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import type { Counters } from '../counters.ts';
import type { CandleAnswer } from '../exchange/market-rows.ts';
import { ShareSpentError } from '../exchange/request-budget.ts';
import type { RestClient } from '../exchange/rest-client.ts';
import { spansOf } from './missing-minutes.ts';

export interface CandleSourceOptions {
  readonly rest: Pick<RestClient, 'fetchCandles' | 'fetchFirstMinute' | 'budgetWaitMs' | 'candlesPerPage'>;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly counters: Counters;
  /** A row of an answer can't be read. */
  readonly onUnreadable: (content: string, error: string) => void;
}

export interface MinuteAnswer {
  readonly candles: Candle[];
  /** spans with a row that can't be read: a minute without a candle there may have had trades */
  readonly unreadable: MinuteGap[];
}

/** The exchange's candles, within their share of the request budget. Calls throw ExchangeError or ShareSpentError. */
export class CandleSource {
  readonly #options: CandleSourceOptions;

  constructor(options: CandleSourceOptions) {
    this.#options = options;
  }

  /** 1-minute candles of these gaps, and of minutes between gaps that share a page; without minutes that are not over. */
  async minutes(symbol: string, gaps: readonly MinuteGap[]): Promise<MinuteAnswer> {
    const answer: MinuteAnswer = { candles: [], unreadable: [] };
    for (const { from, to } of spansOf(gaps, this.#options.rest.candlesPerPage)) {
      const { candles, unreadable } = await this.#ask(symbol, '1m', from, to);
      answer.candles.push(...candles);
      for (const { start } of unreadable) {
        answer.unreadable.push(start === null ? { from, to } : { from: start, to: start + MINUTE_MS });
      }
    }
    return answer;
  }

  /** Candles of an interval from `from` up to, not including, `to`: at most one page. */
  page(symbol: string, interval: CandleInterval, { from, to }: MinuteGap): Promise<CandleAnswer> {
    return this.#ask(symbol, interval, from, to);
  }

  /** Most candles of a page. */
  get pageSize(): number {
    return this.#options.rest.candlesPerPage;
  }

  /** The minute in which trading began; null when the exchange has no candle of the coin. */
  async firstMinute(symbol: string): Promise<number | null> {
    this.#spend();
    return this.#options.rest.fetchFirstMinute(symbol);
  }

  async #ask(symbol: string, interval: CandleInterval, from: number, to: number): Promise<CandleAnswer> {
    const { rest, exchangeNow, onUnreadable } = this.#options;
    this.#spend();
    const { candles, unreadable } = await rest.fetchCandles({ symbol, interval, from, to });
    for (const { content, error } of unreadable) onUnreadable(content, `${symbol} ${interval}: ${error}`);
    const now = exchangeNow();
    return { candles: candles.filter(({ start }) => start + INTERVAL_MS[interval] <= now), unreadable };
  }

  #spend(): void {
    const { rest, counters } = this.#options;
    const waitMs = rest.budgetWaitMs('candles');
    if (waitMs > 0) throw new ShareSpentError(waitMs);
    counters.klineRequests += 1;
  }
}
