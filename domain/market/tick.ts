import { INTERVAL_MS } from './candle-interval.ts';
import { type AlertIndexSummary, MAX_INDEX_SHARDS } from './coin.ts';
import { FEEDS, type Feed } from './feed.ts';
import { isDecimal, isPositiveDecimal } from './read-decimal.ts';
import { SYMBOL_PATTERN } from './symbol.ts';
import type { Trade } from './trade.ts';
import type { ViewedCoin } from './viewed-coin.ts';

/** The version of the record's shape; a reader refuses what it does not know. */
export const TICK_VERSION = 1;
export const MINUTE_MS = INTERVAL_MS['1m'];
const SOURCES = ['live', 'backfill'] as const;
/** A later instant must have another unit; it does not fit in the keys of the alert indexes. */
export const MAX_INSTANT = Date.UTC(2100, 0, 1);

/** Start of the whole minute of exchange time that holds `instant`, ms. */
export function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}

/** Trades as columns of one length, in id order. */
export interface TradeColumns {
  readonly id: readonly number[];
  readonly time: readonly number[];
  readonly price: readonly string[];
  readonly quantity: readonly string[];
}

/** The trades of one coin over one flush interval, as one Kinesis record with key = symbol. */
export interface Tick {
  readonly v: typeof TICK_VERSION;
  readonly symbol: string;
  readonly feed: Feed;
  /** grows with every start of the ingest task */
  readonly epoch: number;
  /** +1 per tick of the coin within the epoch; says whether an index page may be trusted, never what was judged */
  readonly seq: number;
  readonly book: AlertIndexSummary;
  readonly source: (typeof SOURCES)[number];
  /** own clock, ms: the first trade was received or, without trades, the tick was made */
  readonly receivedAt: number;
  /** how long after `receivedAt` each trade was received, ms; empty when all came with the first */
  readonly receivedAfter: readonly number[];
  /** own clock, ms: the tick was sent to Kinesis */
  readonly publishedAt: number;
  /** exchange clock minus own clock, ms; null when it was not measured */
  readonly clockOffsetMs: number | null;
  /** the last trade published before the first one here: the one right before it, unless trades were missed in between */
  readonly previous: Trade | null;
  /** the one published before `previous`; null when it is not known */
  readonly beforePrevious: Trade | null;
  /** by metric: the price it is measured from during the minute, a decimal string; null when unknown */
  readonly refs: References;
  /** `refs` of the minute before: a metric can move at the boundary only because its reference does */
  readonly refsBefore: References;
  /** by metric that stands still within a minute: its value; null when unknown */
  readonly measures: Measures;
  /** start of the minute of exchange time that every trade here lies in, ms */
  readonly minute: number;
  /** an instant (exchange clock, ms) before which every trade of the coin is published; null when not known */
  readonly watermark: number | null;
  readonly trades: TradeColumns;
  /** only while somebody listens, and only on the wire: who judges ticks does not read it (`decodeViewedTick` does) */
  readonly viewed?: ViewedCoin;
}
type References = Record<string, string | null>;
type Measures = Record<string, number | null>;

/** A record is not a tick. The message names the field. */
export class TickError extends Error {
  override readonly name = 'TickError';
}

/** A tick as the record names its fields: the watermark is called `mark`. */
type TickRecord = Omit<Tick, 'watermark'> & { readonly mark: Tick['watermark'] };

/** One literal, with every field by name: copying the tick would cost a third of its encoding. */
export function encodeTick(tick: Tick): string {
  return JSON.stringify({
    v: tick.v,
    symbol: tick.symbol,
    feed: tick.feed,
    epoch: tick.epoch,
    seq: tick.seq,
    book: tick.book,
    source: tick.source,
    receivedAt: tick.receivedAt,
    receivedAfter: tick.receivedAfter,
    publishedAt: tick.publishedAt,
    clockOffsetMs: tick.clockOffsetMs,
    previous: tick.previous,
    beforePrevious: tick.beforePrevious,
    refs: tick.refs,
    refsBefore: tick.refsBefore,
    measures: tick.measures,
    minute: tick.minute,
    mark: tick.watermark,
    trades: tick.trades,
    viewed: tick.viewed,
  } satisfies TickRecord);
}

/**
 * By hand, not by a schema: this runs for every tick of the market, and a schema costs more than parsing the text.
 * Unknown fields are left out.
 *
 * @throws TickError naming the field that is wrong
 */
export function decodeTick(text: string): Tick {
  const fields = object(parseJson(text), 'tick');
  const minute = instant(fields.minute, 'minute');
  if (minute !== minuteOf(minute)) throw new TickError('minute: is not the start of a minute');
  const trades = columns(fields.trades, minute);
  const tick: Tick = {
    v: oneOf([TICK_VERSION], fields.v, 'v'),
    symbol: symbol(fields.symbol),
    feed: oneOf(FEEDS, fields.feed, 'feed'),
    epoch: integer(fields.epoch, 'epoch', 1),
    seq: integer(fields.seq, 'seq', 1),
    book: book(fields.book),
    source: oneOf(SOURCES, fields.source, 'source'),
    receivedAt: instant(fields.receivedAt, 'receivedAt'),
    publishedAt: instant(fields.publishedAt, 'publishedAt'),
    previous: fields.previous === null ? null : trade(fields.previous, 'previous'),
    refs: references(fields.refs, 'refs'),
    // records of earlier versions lack these
    receivedAfter: fields.receivedAfter === undefined ? [] : receipts(fields.receivedAfter, trades.id.length),
    clockOffsetMs: isLeftOut(fields.clockOffsetMs) ? null : span(fields.clockOffsetMs, 'clockOffsetMs'),
    beforePrevious: isLeftOut(fields.beforePrevious) ? null : trade(fields.beforePrevious, 'beforePrevious'),
    refsBefore: fields.refsBefore === undefined ? {} : references(fields.refsBefore, 'refsBefore'),
    measures: measures(fields.measures),
    minute,
    watermark: fields.mark === null ? null : instant(fields.mark, 'mark'),
    trades,
  };
  checkOrder(tick);
  return tick;
}

function checkOrder({ beforePrevious, previous, trades }: Tick): void {
  const first = trades.id[0];
  if (previous && first !== undefined && first <= previous.id) {
    throw new TickError('previous.id: is not before trades.id.0');
  }
  if (beforePrevious && beforePrevious.id >= (previous?.id ?? 0)) {
    throw new TickError('beforePrevious.id: is not before previous.id');
  }
}

function isLeftOut(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TickError(`tick: ${error instanceof Error ? error.message : 'is not JSON'}`);
  }
}

type Fields = Readonly<Record<string, unknown>>;

function object(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TickError(`${field}: ${value === undefined ? 'is missing' : 'is not an object'}`);
  }
  return value as Fields;
}

function integer(value: unknown, field: string, atLeast = Number.MIN_SAFE_INTEGER): number {
  if (isInteger(value) && value >= atLeast) return value;
  throw new TickError(`${field}: is not a whole number${atLeast >= 0 ? ` from ${atLeast} on` : ''}`);
}

/** ms since the epoch */
function instant(value: unknown, field: string): number {
  if (isInteger(value) && value >= 0 && value <= MAX_INSTANT) return value;
  throw new TickError(`${field}: is not an instant in ms from 1970 to 2100`);
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function oneOf<Value>(values: readonly Value[], value: unknown, field: string): Value {
  const index = (values as readonly unknown[]).indexOf(value);
  const known = values[index];
  if (known === undefined) throw new TickError(`${field}: is not ${values.join(' or ')}`);
  return known;
}

function symbol(value: unknown): string {
  if (typeof value === 'string' && SYMBOL_PATTERN.test(value)) return value;
  throw new TickError('symbol: is no symbol');
}

function book(value: unknown): AlertIndexSummary {
  const { version, metrics, shards } = object(value, 'book');
  if (!isColumn(metrics)) throw new TickError('book.metrics: is not a list');
  const notText = metrics.findIndex((metric) => typeof metric !== 'string');
  if (notText >= 0) throw new TickError(`book.metrics.${notText}: is not a text`);
  const count = integer(shards, 'book.shards', 1);
  if (count > MAX_INDEX_SHARDS) throw new TickError(`book.shards: is more than ${MAX_INDEX_SHARDS}`);
  return { version: integer(version, 'book.version', 0), metrics: metrics as string[], shards: count };
}

function trade(value: unknown, field: string): Trade {
  const { id, time, price, quantity } = object(value, field);
  if (!isPositiveDecimal(price)) throw new TickError(`${field}.price: is not a positive decimal string`);
  if (!isDecimal(quantity)) throw new TickError(`${field}.quantity: is not a decimal string`);
  return { id: integer(id, `${field}.id`, 0), time: instant(time, `${field}.time`), price, quantity };
}

function references(value: unknown, field: string): References {
  const refs = object(value, field);
  for (const metric of Object.keys(refs)) {
    const ref = refs[metric];
    if (ref === null || isPositiveDecimal(ref)) continue;
    throw new TickError(`${field}.${metric}: is neither a positive decimal string nor null`);
  }
  return refs as References;
}

function measures(value: unknown): Measures {
  const found = object(value, 'measures');
  for (const metric of Object.keys(found)) {
    const measure = found[metric];
    if (measure === null || Number.isFinite(measure)) continue;
    throw new TickError(`measures.${metric}: is neither a number nor null`);
  }
  return found as Measures;
}

/** One pass over all columns: this runs for every trade of the market. */
function columns(value: unknown, minute: number): TradeColumns {
  const { id, time, price, quantity } = object(value, 'trades');
  if (!isColumn(id)) throw new TickError('trades.id: is not a list');
  if (!isColumn(time, id.length)) throw new TickError('trades.time: is not a list as long as trades.id');
  if (!isColumn(price, id.length)) throw new TickError('trades.price: is not a list as long as trades.id');
  if (!isColumn(quantity, id.length)) throw new TickError('trades.quantity: is not a list as long as trades.id');
  const end = minute + MINUTE_MS;
  let last = -1;
  for (let i = 0; i < id.length; i += 1) {
    const tradeId = id[i];
    const at = time[i];
    if (!isInteger(tradeId) || tradeId <= last) throw new TickError(`trades.id.${i}: is not a growing whole number`);
    last = tradeId;
    if (!isInteger(at) || at < minute || at >= end) {
      throw new TickError(`trades.time.${i}: is not an instant of the tick's minute`);
    }
    if (!isPositiveDecimal(price[i])) throw new TickError(`trades.price.${i}: is not a positive decimal string`);
    if (!isDecimal(quantity[i])) throw new TickError(`trades.quantity.${i}: is not a decimal string`);
  }
  return { id, time, price, quantity } as TradeColumns;
}

const NO_SPAN = 'is not the time between two instants in ms';

function isSpan(value: unknown): value is number {
  return isInteger(value) && Math.abs(value) <= MAX_INSTANT;
}

function span(value: unknown, field: string): number {
  if (isSpan(value)) return value;
  throw new TickError(`${field}: ${NO_SPAN}`);
}

function receipts(value: unknown, count: number): readonly number[] {
  if (!isColumn(value) || (value.length > 0 && value.length !== count)) {
    throw new TickError('receivedAfter: is not a list as long as trades.id');
  }
  for (let i = 0; i < value.length; i += 1) {
    if (!isSpan(value[i])) throw new TickError(`receivedAfter.${i}: ${NO_SPAN}`);
  }
  return value as number[];
}

function isColumn(value: unknown, length?: number): value is unknown[] {
  return Array.isArray(value) && (length === undefined || value.length === length);
}

/** Trade number `index` of the columns. @throws RangeError when there is none */
export function tradeAt(trades: TradeColumns, index: number): Trade {
  const id = trades.id[index];
  const time = trades.time[index];
  const price = trades.price[index];
  const quantity = trades.quantity[index];
  if (id === undefined || time === undefined || price === undefined || quantity === undefined) {
    throw new RangeError(`no trade ${index} among ${trades.id.length}`);
  }
  return { id, time, price, quantity };
}

/**
 * Trade number `index` of the tick; -1 is the one before its first, -2 the one before that.
 * @throws RangeError when there is no such number
 */
export function knownTrade({ trades, previous, beforePrevious }: Tick, index: number): Trade | null {
  if (index === -1) return previous;
  return index === -2 ? beforePrevious : tradeAt(trades, index);
}

/** The last trade that a reader of this tick knows: its own last one, or the one before it. */
export function lastTradeOf(tick: Tick): Trade | null {
  return knownTrade(tick, tick.trades.id.length - 1);
}

/** When trade number `index` was received or, past the last one, when the tick was published; own clock, ms. */
export function receiptAt(tick: Tick, index: number): number {
  return index < tick.trades.id.length ? tick.receivedAt + (tick.receivedAfter[index] ?? 0) : tick.publishedAt;
}
