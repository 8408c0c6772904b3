import { explainTime, isCount, isTime } from '../../exchange/field-bounds.ts';
import { type Frame, FrameError, type Ticker } from '../../exchange/frame.ts';
import { readTicker, scanHeartbeat } from './read-heartbeat.ts';
import { readTrade, TradeFieldError, type TradeFields } from './read-trade.ts';
import { scanTrade } from './scan-trade.ts';

const OTHER: Frame = { kind: 'other' };
const SHUTDOWN: Frame = { kind: 'shutdown' };

const NO_COIN = () => false;

/**
 * Reads one text of a combined stream. Hand-written checks: this runs for every trade of the market. `isWanted`: the coins
 * whose tickers a heartbeat should contain.
 * @throws FrameError naming the field that is wrong
 */
export function readFrame(text: string, isWanted: (symbol: string) => boolean = NO_COIN): Frame {
  const trade = scanTrade(text);
  if (trade) return readTradeFrame(trade);
  const heartbeat = scanHeartbeat(text, isWanted);
  if (heartbeat) return { kind: 'heartbeat', ...heartbeat };
  const frame = parse(text);
  const { data } = frame;
  if (isObject(data)) {
    if (data.e === 'aggTrade') return readTradeFrame(data);
    if (Array.isArray(data)) return readTickers(data, isWanted);
    if (data.e === 'serverShutdown') return SHUTDOWN;
    if (typeof frame.stream !== 'string' || !frame.stream.endsWith('@aggTrade')) return OTHER;
    throw new FrameError('data.e', 'is not aggTrade');
  }
  if ('stream' in frame) throw new FrameError('data', 'is missing');
  return readAnswer(frame);
}

function parse(text: string): Record<string, unknown> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch (error) {
    throw new FrameError('frame', error instanceof Error ? error.message : 'is not JSON');
  }
  if (!isObject(frame) || Array.isArray(frame)) throw new FrameError('frame', 'is not an object');
  return frame;
}

function readTradeFrame(data: TradeFields & { readonly s?: unknown }): Frame {
  const { s: symbol } = data;
  if (typeof symbol !== 'string' || symbol === '') throw new FrameError('data.s', 'is not a name');
  try {
    const { id, time, trade } = readTrade(data);
    return trade ? { kind: 'trade', symbol, trade } : { kind: 'marker', symbol, id, time };
  } catch (error) {
    if (!(error instanceof TradeFieldError)) throw error;
    throw new FrameError(`data.${error.field}`, error.message, symbol);
  }
}

/** The heartbeat, however its JSON is written. A ticker without a time is left out; where none has a time the frame is unreadable. */
function readTickers(entries: readonly unknown[], isWanted: (symbol: string) => boolean): Frame {
  const tickers: Ticker[] = [];
  let eventTime = Number.POSITIVE_INFINITY;
  let oddTime: unknown;
  for (const entry of entries) {
    if (!isObject(entry) || entry.e !== '24hrMiniTicker') return OTHER;
    if (!isTime(entry.E)) {
      oddTime = entry.E;
      continue;
    }
    if (entry.E < eventTime) eventTime = entry.E;
    const ticker = readTicker(entry);
    if (ticker && isWanted(ticker.symbol)) tickers.push(ticker);
  }
  if (entries.length === 0) return OTHER;
  if (eventTime === Number.POSITIVE_INFINITY) throw new FrameError('data.E', explainTime(oddTime));
  return { kind: 'heartbeat', eventTime, tickers };
}

function readAnswer(frame: Record<string, unknown>): Frame {
  const { id, error, code, msg, e, event } = frame;
  if (e === 'serverShutdown' || (isObject(event) && event.e === 'serverShutdown')) return SHUTDOWN;
  const answered = isCount(id) ? id : null;
  if (isObject(error)) return { kind: 'answer', id: answered, error: `${error.code}: ${error.msg}` };
  if (code !== undefined) return { kind: 'answer', id: answered, error: `${code}: ${msg}` };
  if (answered !== null && isNames(frame.result)) return { kind: 'listing', id: answered, streams: frame.result };
  if (answered !== null && frame.result === null) return { kind: 'answer', id: answered, error: null };
  return OTHER;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
