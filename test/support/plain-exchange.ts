import type { Candle } from '../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import { ExchangeError } from '../../ingest-task/exchange/exchange-error.ts';
import type { TradeRow, UnreadableCandle } from '../../ingest-task/exchange/market-rows.ts';
import { WEIGHT_SHARES } from '../../ingest-task/exchange/request-budget.ts';
import type { CandleSourceOptions } from '../../ingest-task/history/candle-source.ts';
import type { TradeSourceDeps } from '../../ingest-task/history/trade-source.ts';

const MINUTE = 60_000;
const WEIGHT_PER_MINUTE = 6_000;
const PAGE_WEIGHTS = { trades: 4, candles: 2 };

/** The candles of an exchange where every minute of every coin has one, whose close is the minute's number. */
export interface PlainExchange {
  readonly rest: CandleSourceOptions['rest'] & TradeSourceDeps['rest'];
  /** its aggregate trades; none unless the test makes some */
  readonly trades: TradeRow[];
  /** what was asked for: `BTCUSDT 1m 2026-01-05T00:00 1000` (from where on, how many) */
  readonly asked: string[];
  /** candles that begin at or after this instant are not there yet */
  until: number;
  /** minutes that it has no candle of, though later ones */
  readonly leftOut: Set<number>;
  /** starts of candles whose row can't be read */
  readonly unreadable: Set<number>;
  /** trading began here */
  began: number;
  /** request weight that is used in the present minute */
  weight: number;
  /** what becomes of a request of this coin */
  fault: (symbol: string) => ExchangeError | null;
  mostAtOnce(): number;
}

/** `now`: own clock, ms */
export function plainExchange(now: () => number): PlainExchange {
  let underWay = 0;
  let most = 0;
  const answer = async <Result>(symbol: string, result: Result): Promise<Result> => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    exchange.weight += 2;
    const fault = exchange.fault(symbol);
    if (fault) throw fault;
    return result;
  };
  const exchange: PlainExchange = {
    asked: [],
    trades: [],
    leftOut: new Set(),
    unreadable: new Set(),
    until: Number.POSITIVE_INFINITY,
    began: 0,
    weight: 0,
    fault: () => null,
    mostAtOnce: () => most,
    rest: {
      candlesPerPage: 1_000,
      budgetWaitMs(purpose) {
        const used = exchange.weight + PAGE_WEIGHTS[purpose];
        return used > WEIGHT_SHARES[purpose] * WEIGHT_PER_MINUTE ? MINUTE - (now() % MINUTE) : 0;
      },
      fetchFirstMinute: (symbol) => {
        exchange.asked.push(`${symbol} first`);
        return answer(symbol, exchange.began);
      },
      fetchTrades({ symbol, fromId }) {
        exchange.asked.push(`${symbol} from ${fromId}`);
        return answer(symbol, exchange.trades.filter(({ id }) => id >= fromId).slice(0, 1_000));
      },
      fetchTradesSince({ symbol, from }) {
        exchange.asked.push(`${symbol} since ${new Date(from).toISOString().slice(11, 19)}`);
        return answer(symbol, exchange.trades.filter(({ time }) => time >= from).slice(0, 1_000));
      },
      fetchCandles({ symbol, interval, from, to }) {
        const step = INTERVAL_MS[interval];
        exchange.asked.push(`${symbol} ${interval} ${new Date(from).toISOString().slice(0, 16)} ${(to - from) / step}`);
        const candles: Candle[] = [];
        const unreadable: UnreadableCandle[] = [];
        const end = Math.min(to, exchange.until, from + 1_000 * step);
        for (let at = Math.max(from, intervalOf(exchange.began, step)); at < end; at += step) {
          if (exchange.unreadable.has(at))
            unreadable.push({ start: at, error: 'low: is not greater than 0', content: `[${at}]` });
          else if (!exchange.leftOut.has(at)) candles.push(plainCandle(at, step));
        }
        return answer(symbol, { candles, unreadable });
      },
    },
  };
  return exchange;
}

/** Of its last minute. */
function plainCandle(start: number, step: number): Candle {
  const close = String((start + step) / MINUTE - 1);
  return { start, open: close, high: close, low: close, close, volume: 1, quoteVolume: step / MINUTE, trades: 1 };
}

export function exchangeError(kind: ConstructorParameters<typeof ExchangeError>[0], retryAfterMs = 0): ExchangeError {
  return new ExchangeError(kind, `${kind}, as the test wants it`, retryAfterMs);
}
