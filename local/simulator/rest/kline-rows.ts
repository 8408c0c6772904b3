import { floorTo } from '../market/fold-candles.ts';
import type { Candle, CandleRange, Market } from '../market/market.ts';
import { decimal } from '../socket/stream-frames.ts';
import { missing, RestError, readLimit, readNumber, readSymbol } from './rest-parameters.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const STEP_MS_BY_INTERVAL: ReadonlyMap<string, number> = new Map([
  ['1s', SECOND],
  ['1m', MINUTE],
  ['3m', 3 * MINUTE],
  ['5m', 5 * MINUTE],
  ['15m', 15 * MINUTE],
  ['30m', 30 * MINUTE],
  ['1h', HOUR],
  ['2h', 2 * HOUR],
  ['4h', 4 * HOUR],
  ['6h', 6 * HOUR],
  ['8h', 8 * HOUR],
  ['12h', 12 * HOUR],
  ['1d', 24 * HOUR],
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
  const stepMs = STEP_MS_BY_INTERVAL.get(interval);
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
