import type { Trade } from '../../domain/market/trade.ts';
import type { ExchangeError } from '../../ingest-task/exchange/exchange-error.ts';
import type { TradeRow } from '../../ingest-task/exchange/market-rows.ts';
import { WEIGHT_SHARES } from '../../ingest-task/exchange/request-budget.ts';
import type { BackFillOptions } from '../../ingest-task/sequencing/back-fill.ts';
import type { ManualClock } from './manual-clock.ts';

const TRADES_PER_PAGE = 1_000;
const WEIGHT_PER_MINUTE = 6_000;
const PAGE_WEIGHT = 4;

/** What an exchange knows of its trades, and how it answers for them. */
export interface MemoryExchange {
  readonly rest: BackFillOptions['rest'];
  /** what was asked for: `BTCUSDT 5` */
  readonly asked: string[];
  /** A trade of the coin is made now; without an id the next one. */
  trade(symbol: string, fields?: Partial<Trade>): Trade;
  /** Ids of the coin that stand for no trade. */
  marker(symbol: string): number;
  /** What the exchange tells of its next id can't be read. */
  unreadable(symbol: string): number;
  /** Every id of the coin from the first on. */
  rows(symbol: string): readonly TradeRow[];
  /** The ids of the coin begin anew, lower down, with this trade. */
  resetAfterIdRestart(symbol: string, first: Partial<Trade> & { id: number }): Trade;
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
  fault: (symbol: string) => ExchangeError | null;
  mostAtOnce(): number;
}

/** `at`: monotonic ms */
interface Made {
  readonly row: TradeRow;
  readonly at: number;
}

export function memoryExchange(clock: ManualClock): MemoryExchange {
  const coins = new Map<string, Made[]>();
  const rowsOf = (symbol: string) => {
    const rows = coins.get(symbol) ?? [];
    coins.set(symbol, rows);
    return rows;
  };
  const nextId = (symbol: string) => (rowsOf(symbol).at(-1)?.row.id ?? 0) + 1;
  let underWay = 0;
  let most = 0;
  const answer = async (symbol: string, isAskedFor: (made: Made) => boolean): Promise<TradeRow[]> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise<void>((resolve) => clock.after(exchange.delayMs / 2, resolve));
    const fault = exchange.fault(symbol);
    const newest = clock.elapsed() - exchange.lagMs;
    const rows = rowsOf(symbol).filter((made) => made.at <= newest && isAskedFor(made));
    await new Promise<void>((resolve) => clock.after(exchange.delayMs / 2, resolve));
    underWay -= 1;
    if (fault) throw fault;
    return rows.map(({ row }) => row);
  };
  const exchange: MemoryExchange = {
    asked: [],
    purgedBelow: 0,
    lagMs: 0,
    delayMs: 20,
    pageSize: TRADES_PER_PAGE,
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
    unreadable(symbol) {
      const id = nextId(symbol);
      const unreadable = { message: 'T: is not a time in ms', content: `{"a":${id}}` };
      rowsOf(symbol).push({ row: { id, time: Number.NaN, trade: null, unreadable }, at: clock.elapsed() });
      return id;
    },
    resetAfterIdRestart(symbol, first) {
      coins.set(symbol, []);
      return exchange.trade(symbol, first);
    },
    rest: {
      tradesPerPage: TRADES_PER_PAGE,
      budgetWaitMs(purpose) {
        const used = exchange.weight + PAGE_WEIGHT * underWay;
        return used + PAGE_WEIGHT > WEIGHT_SHARES[purpose] * WEIGHT_PER_MINUTE ? 1_000 : 0;
      },
      async fetchNewestTrade(symbol) {
        exchange.asked.push(`${symbol} newest`);
        const rows = await answer(symbol, ({ row }) => !row.unreadable);
        return rows.at(-1) ?? null;
      },
      async fetchTrades({ symbol, fromId }) {
        exchange.asked.push(`${symbol} ${fromId}`);
        const from = () => Math.max(fromId, Math.min(exchange.purgedBelow, nextId(symbol) - 1));
        const rows = await answer(symbol, ({ row }) => row.id >= from());
        return rows.slice(0, exchange.pageSize);
      },
    },
  };
  return exchange;
}
