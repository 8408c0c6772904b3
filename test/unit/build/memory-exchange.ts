import type { Trade } from '../../../domain/trade.ts';
import type { BackFillSettings } from '../../../ingest-task/catching-up/back-fill.ts';
import type { AggTradeRow } from '../../../ingest-task/exchanges/binance/read-agg-trades.ts';
import { MAX_AGG_TRADES, type RestFault } from '../../../ingest-task/exchanges/binance/rest-client.ts';
import type { ManualClock } from './manual-clock.ts';

/** What an exchange knows of its trades, and how it answers for them. */
export interface MemoryExchange {
  readonly rest: BackFillSettings['rest'];
  /** what was asked for: `BTCUSDT 5` */
  readonly asked: string[];
  /** A trade of the coin is made now; without an id the next one. */
  trade(symbol: string, fields?: Partial<Trade>): Trade;
  /** Ids of the coin that stand for no trade. */
  marker(symbol: string): number;
  /** Every id of the coin from the first on. */
  rows(symbol: string): readonly AggTradeRow[];
  /** The ids of the coin begin anew, lower down. */
  beginAnew(symbol: string, firstId: number): void;
  /** Ids below this one are no longer told, but for a coin's newest. */
  purgedBelow: number;
  /** The answers are this much older than the sockets. */
  lagMs: number;
  /** How long an answer takes. */
  delayMs: number;
  pageSize: number;
  /** request weight that is used in the present minute by others */
  weight: number;
  /** what becomes of a request of this coin */
  fault: (symbol: string) => RestFault | null;
  mostAtOnce(): number;
}

export function memoryExchange(clock: ManualClock): MemoryExchange {
  const coins = new Map<string, { row: AggTradeRow; at: number }[]>();
  const rowsOf = (symbol: string) => {
    const rows = coins.get(symbol) ?? [];
    coins.set(symbol, rows);
    return rows;
  };
  const nextId = (symbol: string) => (rowsOf(symbol).at(-1)?.row.id ?? 0) + 1;
  let underWay = 0;
  let most = 0;
  const exchange: MemoryExchange = {
    asked: [],
    purgedBelow: 0,
    lagMs: 0,
    delayMs: 20,
    pageSize: MAX_AGG_TRADES,
    weight: 0,
    fault: () => null,
    mostAtOnce: () => most,
    rows: (symbol) => rowsOf(symbol).map(({ row }) => row),
    trade(symbol, fields = {}) {
      const trade = { id: nextId(symbol), time: clock.now(), price: '100', quantity: '1', ...fields };
      rowsOf(symbol).push({ row: { id: trade.id, time: trade.time, trade }, at: clock.elapsed() });
      return trade;
    },
    marker(symbol) {
      const id = nextId(symbol);
      rowsOf(symbol).push({ row: { id, time: clock.now(), trade: null }, at: clock.elapsed() });
      return id;
    },
    beginAnew(symbol, firstId) {
      coins.set(symbol, []);
      exchange.trade(symbol, { id: firstId });
    },
    rest: {
      usedWeight: () => exchange.weight + 4 * underWay,
      async fetchAggTrades({ symbol, fromId }) {
        exchange.asked.push(`${symbol} ${fromId}`);
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise<void>((resolve) => clock.after(exchange.delayMs / 2, resolve));
        const fault = exchange.fault(symbol);
        const newest = clock.elapsed() - exchange.lagMs;
        const from = Math.max(fromId, Math.min(exchange.purgedBelow, nextId(symbol) - 1));
        const rows = rowsOf(symbol).filter(({ row, at }) => row.id >= from && at <= newest);
        await new Promise<void>((resolve) => clock.after(exchange.delayMs / 2, resolve));
        underWay -= 1;
        if (fault) throw fault;
        return rows.slice(0, exchange.pageSize).map(({ row }) => row);
      },
    },
  };
  return exchange;
}
