import { createCounters } from '../../ingest-task/counters.ts';
import { CandleSource } from '../../ingest-task/history/candle-source.ts';
import { FillSteps } from '../../ingest-task/history/fill-steps.ts';
import { HistoryFill } from '../../ingest-task/history/history-fill.ts';
import { TradeSource } from '../../ingest-task/history/trade-source.ts';
import { manualClock } from './manual-clock.ts';
import { memoryCandles } from './memory-candles.ts';
import { plainExchange } from './plain-exchange.ts';
import { recordedLog } from './recorded-log.ts';

export interface BeginHistoryOptions {
  /** own clock and the exchange's, ms */
  readonly now: number;
  /** of an earlier run */
  readonly table?: ReturnType<typeof memoryCandles>;
  readonly isWatchable?: (symbol: string) => boolean;
  readonly isClockKnown?: () => boolean;
}

/** The history of coins of a plain exchange, in virtual time. */
export function beginHistory({
  now,
  table = memoryCandles(),
  isWatchable = () => true,
  isClockKnown = () => true,
}: BeginHistoryOptions) {
  const clock = manualClock({ now });
  const log = recordedLog();
  const counters = createCounters();
  const exchange = plainExchange(clock.now);
  const exchangeNow = () => clock.now();
  const unreadable: string[] = [];
  const onUnreadable = (content: string, error: string) => void unreadable.push(`${error} ${content}`);
  const candles = new CandleSource({ rest: exchange.rest, exchangeNow, counters, onUnreadable });
  const trades = new TradeSource({ rest: exchange.rest, clock });
  const fill = new HistoryFill({
    steps: new FillSteps({ candleTable: table, candles, trades, log, exchangeNow, counters }),
    clock,
    log,
    counters,
    exchangeNow,
    isClockKnown,
    isWatchable,
    onFilled: () => {},
  });
  /** Lets time pass in steps of a tenth of a second. */
  const passUntil = async (isDone: () => boolean) => {
    for (let turn = 0; turn < 20_000 && !isDone(); turn += 1) await clock.advance(100);
  };
  return { fill, passUntil, exchange, clock, log, table, unreadable };
}
