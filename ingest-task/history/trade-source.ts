import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { type Clock, sleep } from '../clock.ts';
import { MAX_WEIGHT_PER_MINUTE } from '../exchange/request-budget.ts';
import { type RestClient, WEIGHTS } from '../exchange/rest-client.ts';
import type { AggTradeRow } from '../exchanges/binance/read-agg-trades.ts';
import { ShareSpentError } from './candle-source.ts';

/** Of the request weight that the exchange allows: as much as missed trades may use, since trades wait for these too. */
export const MAX_WEIGHT_SHARE = 0.9;
/** The exchange's answers may lag behind its sockets: what is not there yet is asked for again, so many times. */
export const MAX_REPEATS = 20;
const REPEAT_DELAY_MS = 250;
/** By so much the time of a trade may lie behind that of one with a lower id. */
const MAX_STEP_BACK_MS = 60_000;

/** The exchange can't show that it has all of them: ids are gone, or do not appear. */
export class IncompleteTradesError extends Error {
  override readonly name = 'IncompleteTradesError';
}

export interface TradeSourceDeps {
  readonly rest: Pick<RestClient, 'fetchAggTrades' | 'fetchAggTradesSince' | 'usedWeight'>;
  readonly clock: Clock;
}

/** Which trades: those of `from` (exchange ms) or later, up to the id `toId`. */
export interface TradeSpan {
  readonly symbol: string;
  readonly from: number;
  readonly toId: number;
  /** exchange ms: no trade up to `toId` is later, but for a step back */
  readonly toTime: number;
  /** Nobody waits for them any more. */
  readonly isOver: () => boolean;
}

/** The trades that the exchange has of a span of time. Calls throw RestFault or ShareSpentError. */
export class TradeSource {
  readonly #deps: TradeSourceDeps;

  constructor(deps: TradeSourceDeps) {
    this.#deps = deps;
  }

  /**
   * In the order of ids, and none missing: pages begin with the id before the first one, which must be of an earlier time
   * (a coin's ids begin with 0).
   * @throws IncompleteTradesError
   */
  async trades(span: TradeSpan): Promise<Trade[]> {
    const { symbol, from, toId, toTime, isOver } = span;
    const { rest } = this.#deps;
    const [first] = await this.#ask(span, () => rest.fetchAggTradesSince({ symbol, from }));
    if (first?.fault) throw new IncompleteTradesError(`${symbol}: the first trade since ${from} can't be read`);
    const trades: Trade[] = [];
    for (let next = Math.max(0, (first?.id ?? 0) - 1); next <= toId && !isOver(); ) {
      for (const row of await this.#ask(span, () => rest.fetchAggTrades({ symbol, fromId: next }))) {
        const { id, time, trade, fault } = row;
        if (id < next) continue; // a second trade under one id
        if (id > next) throw new IncompleteTradesError(`${symbol}: trade ${next} is gone`);
        if (fault) throw new IncompleteTradesError(`${symbol}: trade ${id} can't be read: ${fault.message}`);
        if (time > toTime + MAX_STEP_BACK_MS) throw new IncompleteTradesError(`${symbol}: ids do not lead to ${toId}`);
        next += 1;
        if (trade && time >= from && id <= toId) trades.push(trade);
      }
    }
    return trades;
  }

  /** At least one row. */
  async #ask({ symbol, from }: TradeSpan, ask: () => Promise<AggTradeRow[]>): Promise<AggTradeRow[]> {
    const { rest, clock } = this.#deps;
    for (let repeats = 0; repeats <= MAX_REPEATS; repeats += 1) {
      if (rest.usedWeight() + WEIGHTS.aggTrades > MAX_WEIGHT_SHARE * MAX_WEIGHT_PER_MINUTE) {
        throw new ShareSpentError(MINUTE_MS - (clock.now() % MINUTE_MS));
      }
      const rows = await ask();
      if (rows.length > 0) return rows;
      await sleep(clock, REPEAT_DELAY_MS);
    }
    throw new IncompleteTradesError(`${symbol}: trades since ${from} do not appear`);
  }
}
