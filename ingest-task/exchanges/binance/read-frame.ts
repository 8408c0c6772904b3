import type { Trade } from '../../../domain/trade.ts';
import { readDecimal } from './read-decimal.ts';
import { type Heartbeat, type MiniTicker, readTicker, scanHeartbeat } from './read-heartbeat.ts';
import { type ScannedTrade, scanTrade } from './scan-trade.ts';

/**
 * - `trade`: one aggregate trade.
 * - `marker`: an id that stands for no trade.
 * - `heartbeat`: the exchange has sent everything before `eventTime` (ms).
 * - `shutdown`: the server will close this connection soon.
 * - `answer`: to a control message; `error` is null when it was taken.
 * - `listing`: the answer that tells which streams the connection has.
 * - `other`: a frame of a kind that was not asked for.
 */
export type Frame =
  | { readonly kind: 'trade'; readonly symbol: string; readonly trade: Trade }
  | { readonly kind: 'marker'; readonly symbol: string; readonly id: number; readonly time: number }
  | (Heartbeat & { readonly kind: 'heartbeat' })
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'answer'; readonly id: number | null; readonly error: string | null }
  | { readonly kind: 'listing'; readonly id: number; readonly streams: readonly string[] }
  | { readonly kind: 'other' };

/** A frame that can't be read: names the field. */
export class FrameFault extends Error {
  override readonly name = 'FrameFault';
  readonly field: string;

  constructor(field: string, fault: string) {
    super(`${field}: ${fault}`);
    this.field = field;
  }
}

const OTHER: Frame = { kind: 'other' };
const SHUTDOWN: Frame = { kind: 'shutdown' };

const NO_COIN = () => false;

/**
 * Reads one text of a combined stream. Hand-written checks: this runs for every trade of the market. `isWanted`: the coins
 * whose mini tickers a heartbeat should tell.
 * @throws FrameFault naming the field that is wrong
 */
export function readFrame(text: string, isWanted: (symbol: string) => boolean = NO_COIN): Frame {
  const trade = scanTrade(text);
  if (trade) return readTrade(trade);
  const heartbeat = scanHeartbeat(text, isWanted);
  if (heartbeat) return { kind: 'heartbeat', ...heartbeat };
  const frame = parse(text);
  const { data } = frame;
  if (isObject(data)) {
    if (data.e === 'aggTrade') return readTrade(data);
    if (Array.isArray(data)) return readTickers(data, isWanted);
    if (data.e === 'serverShutdown') return SHUTDOWN;
    if (typeof frame.stream !== 'string' || !frame.stream.endsWith('@aggTrade')) return OTHER;
    throw new FrameFault('data.e', 'is not aggTrade');
  }
  if ('stream' in frame) throw new FrameFault('data', 'is missing');
  return readAnswer(frame);
}

function parse(text: string): Record<string, unknown> {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch (error) {
    throw new FrameFault('frame', error instanceof Error ? error.message : 'is not JSON');
  }
  if (!isObject(frame) || Array.isArray(frame)) throw new FrameFault('frame', 'is not an object');
  return frame;
}

function readTrade(data: Partial<Record<keyof ScannedTrade, unknown>>): Frame {
  const { s: symbol, a: id, p, q, f, T: time } = data;
  if (typeof symbol !== 'string' || symbol === '') throw new FrameFault('data.s', 'is not a name');
  if (!isCount(id)) throw new FrameFault('data.a', 'is not a whole number');
  if (!isCount(time)) throw new FrameFault('data.T', 'is not a time in ms');
  if (typeof p !== 'string') throw new FrameFault('data.p', 'is not a string');
  const price = readDecimal(p);
  if (f === -1 || (price && !price.positive)) return { kind: 'marker', symbol, id, time };
  if (!price) throw new FrameFault('data.p', 'is not a decimal number');
  if (!price.exact) throw new FrameFault('data.p', 'has more than 15 significant digits');
  const quantity = typeof q === 'string' ? readDecimal(q) : null;
  if (!quantity) throw new FrameFault('data.q', 'is not a decimal number');
  return { kind: 'trade', symbol, trade: { id, time, price: price.text, quantity: quantity.text } };
}

/** The heartbeat as any JSON may write it. */
function readTickers(entries: readonly unknown[], isWanted: (symbol: string) => boolean): Frame {
  const tickers: MiniTicker[] = [];
  let eventTime = Number.POSITIVE_INFINITY;
  for (const entry of entries) {
    if (!isObject(entry) || entry.e !== '24hrMiniTicker') return OTHER;
    if (!isCount(entry.E)) throw new FrameFault('data.E', 'is not a time in ms');
    if (entry.E < eventTime) eventTime = entry.E;
    const ticker = readTicker(entry);
    if (ticker && isWanted(ticker.symbol)) tickers.push(ticker);
  }
  return entries.length === 0 ? OTHER : { kind: 'heartbeat', eventTime, tickers };
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

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
