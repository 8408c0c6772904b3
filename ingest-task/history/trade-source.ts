import type { Trade } from '../../domain/market/trade.ts';
import { type Clock, sleep } from '../clock.ts';
import type { TradeRow } from '../exchange/market-rows.ts';
import { ShareSpentError } from '../exchange/request-budget.ts';
import type { RestClient } from '../exchange/rest-client.ts';

/** The exchange's answers may lag behind its sockets: an empty answer is asked for again, so many times. */
export const MAX_REPEATS = 20;
const REPEAT_DELAY_MS = 250;
/** A trade may be this much older than one with a lower id. */
const MAX_STEP_BACK_MS = 60_000;

/** The exchange does not give all of the trades: ids are gone, or do not appear. */
export class IncompleteTradesError extends Error {
  override readonly name = 'IncompleteTradesError';
}

export interface TradeSourceDeps {
  readonly rest: Pick<RestClient, 'fetchTrades' | 'fetchTradesSince' | 'budgetWaitMs'>;
  readonly clock: Clock;
}

/** Which trades: those of `from` (exchange ms) or later, up to the id `toId`. */
export interface TradeSpan {
  readonly symbol: string;
  readonly from: number;
  readonly toId: number;
  /** exchange ms: no trade up to `toId` is later, but for a step back */
  readonly toTime: number;
  /** Nothing waits for them any more. */
  readonly isOver: () => boolean;
}

/** The trades of a span of time, from the exchange. Calls throw ExchangeError or ShareSpentError. */
export class TradeSource {
  readonly #deps: TradeSourceDeps;

  constructor(deps: TradeSourceDeps) {
    this.#deps = deps;
  }

  /**
   * In the order of ids, and none missing: the pages begin with the id before the first one, whose trade must be older (a
   * coin's ids begin with 0).
   * @throws IncompleteTradesError
   */
  async trades(span: TradeSpan): Promise<Trade[]> {
    const { symbol, from, toId, toTime, isOver } = span;
    const { rest } = this.#deps;
    const [first] = await this.#ask(span, () => rest.fetchTradesSince({ symbol, from }));
    if (first?.unreadable) throw new IncompleteTradesError(`${symbol}: the first trade since ${from} can't be read`);
    const trades: Trade[] = [];
    for (let next = Math.max(0, (first?.id ?? 0) - 1); next <= toId && !isOver(); ) {
      for (const row of await this.#ask(span, () => rest.fetchTrades({ symbol, fromId: next }))) {
        const { id, time, trade, unreadable } = row;
        if (id < next) continue; // a second trade under one id
        if (id > next) throw new IncompleteTradesError(`${symbol}: trade ${next} is gone`);
        if (unreadable) {
          throw new IncompleteTradesError(`${symbol}: trade ${id} can't be read: ${unreadable.message}`);
        }
        if (time > toTime + MAX_STEP_BACK_MS) throw new IncompleteTradesError(`${symbol}: ids do not lead to ${toId}`);
        next += 1;
        if (trade && time >= from && id <= toId) trades.push(trade);
      }
    }
    return trades;
  }

  /** At least one row. */
  async #ask({ symbol, from }: TradeSpan, ask: () => Promise<TradeRow[]>): Promise<TradeRow[]> {
    const { rest, clock } = this.#deps;
    for (let repeats = 0; repeats <= MAX_REPEATS; repeats += 1) {
      // trades wait for these: they are as urgent as missed ones
      const waitMs = rest.budgetWaitMs('trades');
      if (waitMs > 0) throw new ShareSpentError(waitMs);
      const rows = await ask();
      if (rows.length > 0) return rows;
      await sleep(clock, REPEAT_DELAY_MS);
    }
    throw new IncompleteTradesError(`${symbol}: trades since ${from} do not appear`);
  }
}
