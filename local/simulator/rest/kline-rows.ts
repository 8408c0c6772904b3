import { floorTo } from '../market/fold-candles.ts';
import type { Candle, CandleRange, Market } from '../market/market.ts';
import { decimal } from '../socket/stream-frames.ts';
import { missing, RestError, readLimit, readNumber, readSymbol } from './rest-parameters.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const stepMsByInterval: ReadonlyMap<string, number> = new Map([
  ['1s', second],
  ['1m', minute],
  ['3m', 3 * minute],
  ['5m', 5 * minute],
  ['15m', 15 * minute],
  ['30m', 30 * minute],
  ['1h', hour],
  ['2h', 2 * hour],
  ['4h', 4 * hour],
  ['6h', 6 * hour],
  ['8h', 8 * hour],
  ['12h', 12 * hour],
  ['1d', 24 * hour],
]);

/** The answer of `/api/v3/klines`: arrays of twelve, the last candle still open. */
export function klineRows(query: URLSearchParams, market: Market): unknown[] {
  const range = readRange(query, market);
  return market.candles(range).map((candle) => klineRow(candle, range.stepMs));
}

/** With `startTime` the oldest `limit` candles from there, without it the newest up to `endTime`. */
function readRange(query: URLSearchParams, market: Market): CandleRange {
  const { symbol } = readSymbol(query, market);
  const stepMs = readStep(query);
  const span = (readLimit(query) - 1) * stepMs;
  const start = readNumber(query, 'startTime');
  const lastMs = floorTo(Math.min(readNumber(query, 'endTime') ?? Number.POSITIVE_INFINITY, market.now()), stepMs);
  if (start === undefined) return { symbol, stepMs, fromMs: lastMs - span, toMs: lastMs };
  const fromMs = Math.max(-floorTo(-start, stepMs), market.firstCandleMs(symbol, stepMs) ?? lastMs);
  return { symbol, stepMs, fromMs, toMs: Math.min(fromMs + span, lastMs) };
}

function readStep(query: URLSearchParams): number {
  const interval = query.get('interval') ?? '';
  if (interval === '') throw missing('interval');
  const stepMs = stepMsByInterval.get(interval);
  if (stepMs === undefined) throw new RestError(-1120, 'Invalid interval.');
  return stepMs;
}

function klineRow(candle: Candle, stepMs: number): unknown[] {
  return [
    candle.openTime,
    decimal(candle.open),
    decimal(candle.high),
    decimal(candle.low),
    decimal(candle.close),
    decimal(candle.volume),
    candle.openTime + stepMs - 1,
    decimal(candle.quoteVolume),
    candle.trades,
    decimal(candle.takerVolume),
    decimal(candle.takerQuoteVolume),
    '0',
  ];
}
