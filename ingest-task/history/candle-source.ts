import { type Candle, type CandleInterval, INTERVAL_MS } from '../../domain/market/candle.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { MAX_WEIGHT_PER_MINUTE } from '../exchange/request-budget.ts';
import { MAX_KLINES, type RestClient } from '../exchange/rest-client.ts';
import type { Klines } from '../exchanges/binance/read-klines.ts';
import { spansOf } from './missing-minutes.ts';

/** Of the request weight that the exchange allows; the rest is for trades that were missed, and for whoever shares the address. */
export const MAX_WEIGHT_SHARE = 0.5;
const MAX_WEIGHT = MAX_WEIGHT_SHARE * MAX_WEIGHT_PER_MINUTE;

/** The share of this minute is used up. */
export class ShareSpentError extends Error {
  override readonly name = 'ShareSpent';
  /** ms until the next minute */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`the share of this minute's request weight is spent`);
    this.retryAfterMs = retryAfterMs;
  }
}

export interface KlineSourceOptions {
  readonly rest: Pick<RestClient, 'fetchKlines' | 'fetchFirstMinute' | 'usedWeight'>;
  readonly clock: Clock;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly counters: Counters;
  /** A row of an answer is no candle. */
  readonly onUnreadable: (content: string, error: string) => void;
}

export interface MinuteAnswer {
  readonly candles: Candle[];
  /** spans with a row that can't be read: that they have no candle of a minute does not say that nothing was traded */
  readonly unreadable: MinuteGap[];
}

/** The exchange's candles, asked for within a share of its limits. Calls throw RestFault or ShareSpentError. */
export class KlineSource {
  readonly #settings: KlineSourceOptions;

  constructor(settings: KlineSourceOptions) {
    this.#settings = settings;
  }

  /** 1-minute candles of these gaps, and of what lies close between them; without those whose minute is not over. */
  async minutes(symbol: string, gaps: readonly MinuteGap[]): Promise<MinuteAnswer> {
    const answer: MinuteAnswer = { candles: [], unreadable: [] };
    for (const { from, to } of spansOf(gaps, MAX_KLINES)) {
      const { candles, unreadable } = await this.#ask(symbol, '1m', from, to);
      answer.candles.push(...candles);
      for (const { start } of unreadable) {
        answer.unreadable.push(start === null ? { from, to } : { from: start, to: start + MINUTE_MS });
      }
    }
    return answer;
  }

  /** 1-hour candles from `from` up to, not including, `to`: at most MAX_KLINES. */
  async hours(symbol: string, from: number, to: number): Promise<Candle[]> {
    return (await this.#ask(symbol, '1h', from, to)).candles;
  }

  /** The minute in which trading began; null when the exchange has no candle of the coin. */
  async firstMinute(symbol: string): Promise<number | null> {
    this.#count();
    return this.#settings.rest.fetchFirstMinute(symbol);
  }

  async #ask(symbol: string, interval: CandleInterval, from: number, to: number): Promise<Klines> {
    const { rest, exchangeNow, onUnreadable } = this.#settings;
    this.#count();
    const { candles, unreadable } = await rest.fetchKlines({ symbol, interval, from, to });
    for (const { content, error } of unreadable) onUnreadable(content, `${symbol} ${interval}: ${error}`);
    const now = exchangeNow();
    return { candles: candles.filter(({ start }) => start + INTERVAL_MS[interval] <= now), unreadable };
  }

  #count(): void {
    const { rest, clock, counters } = this.#settings;
    if (rest.usedWeight() >= MAX_WEIGHT) throw new ShareSpentError(MINUTE_MS - (clock.now() % MINUTE_MS));
    counters.klineRequests += 1;
  }
}
