import * as z from 'zod';
import { bookSchema, FEEDS, SYMBOL_PATTERN } from './coin.ts';
import { firstFault } from './first-fault.ts';
import { DECIMAL, type Trade, tradeSchema } from './trade.ts';

/** The version of the record's shape; a reader refuses what it does not know. */
export const TICK_VERSION = 1;
export const MINUTE_MS = 60_000;

/** Start of the whole minute of exchange time that holds `instant`, ms. */
export function minuteOf(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}

const referencesSchema = z.record(
  z.string(),
  z
    .string()
    .regex(DECIMAL)
    .refine((ref) => Number(ref) > 0, 'is not greater than 0')
    .nullable(),
);

const envelopeSchema = z.object({
  v: z.literal(TICK_VERSION),
  symbol: z.string().regex(SYMBOL_PATTERN),
  feed: z.enum(FEEDS),
  /** grows with every start of the ingest task */
  epoch: z.number().int().positive(),
  /** +1 per tick of the coin within the epoch; says only whether a page may be trusted, never what was judged */
  seq: z.number().int().positive(),
  book: bookSchema,
  source: z.enum(['live', 'backfill']),
  /** own clock, ms: the first trade came in (or, without trades, the tick was made) */
  receivedAt: z.number().int(),
  /** own clock, ms: the tick was handed to Kinesis */
  publishedAt: z.number().int(),
  /** the trade before the first one here, or the last one known when there is none here */
  previous: tradeSchema.nullable(),
  /** `change-W` → the close it is measured from, a decimal string; null when unknown; holds for the whole minute */
  refs: referencesSchema,
  /** what `refs` were in the minute before: a change can move at the boundary just because its reference does */
  refsBefore: referencesSchema.default({}),
  /** volatility and volume by metric, which stand still within a minute; null when unknown */
  measures: z.record(z.string(), z.number().nullable()),
  /** start of the minute of exchange time that every trade here lies in, ms */
  minute: z.number().int(),
  /** an instant (exchange clock, ms) before which every trade of the coin is published; null when not known */
  mark: z.number().int().nullable(),
});

/** Trades as columns of one length, in id order. */
export interface TradeColumns {
  readonly id: readonly number[];
  readonly time: readonly number[];
  readonly price: readonly string[];
  readonly quantity: readonly string[];
}

/** The trades of one coin over one flush interval, as one Kinesis record with key = symbol. */
export type Tick = z.infer<typeof envelopeSchema> & { readonly trades: TradeColumns };

/** A record that is no tick: names the field. The record's content is set aside by whoever catches it. */
export class TickFault extends Error {
  override readonly name = 'TickFault';
}

export function encodeTick(tick: Tick): string {
  return JSON.stringify(tick);
}

/** @throws TickFault naming the field that is wrong */
export function decodeTick(text: string): Tick {
  const parsed = parseJson(text);
  const envelope = envelopeSchema.safeParse(parsed);
  if (!envelope.success) throw new TickFault(firstFault(envelope.error, 'tick'));
  // safeParse has shown that this is an object
  const trades = checkColumns((parsed as { trades?: unknown }).trades, envelope.data.minute);
  const { previous } = envelope.data;
  const first = trades.id[0];
  if (previous && first !== undefined && first <= previous.id) {
    throw new TickFault('previous.id: is not before trades.id.0');
  }
  return { ...envelope.data, trades };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TickFault(`tick: ${error instanceof Error ? error.message : 'is not JSON'}`);
  }
}

/** By hand and not by schema: this runs once per trade of the whole market. */
function checkColumns(value: unknown, minute: number): TradeColumns {
  if (typeof value !== 'object' || value === null) throw new TickFault('trades: is missing');
  const { id, time, price, quantity } = value as Record<string, unknown>;
  if (!isColumn(id)) throw new TickFault('trades.id: is not a list');
  if (!isColumn(time, id.length)) throw new TickFault('trades.time: is not a list as long as trades.id');
  if (!isColumn(price, id.length)) throw new TickFault('trades.price: is not a list as long as trades.id');
  if (!isColumn(quantity, id.length)) throw new TickFault('trades.quantity: is not a list as long as trades.id');
  let last = -1;
  for (let i = 0; i < id.length; i += 1) {
    const tradeId = id[i];
    const at = time[i];
    if (!Number.isSafeInteger(tradeId) || (tradeId as number) <= last) {
      throw new TickFault(`trades.id.${i}: is not a growing whole number`);
    }
    last = tradeId as number;
    if (!Number.isSafeInteger(at) || minuteOf(at as number) !== minute) {
      throw new TickFault(`trades.time.${i}: is not an instant of the tick's minute`);
    }
    if (!isDecimal(price[i]) || !(Number(price[i]) > 0)) {
      throw new TickFault(`trades.price.${i}: is not a positive decimal string`);
    }
    if (!isDecimal(quantity[i])) throw new TickFault(`trades.quantity.${i}: is not a decimal string`);
  }
  return value as TradeColumns;
}

function isDecimal(value: unknown): value is string {
  return typeof value === 'string' && DECIMAL.test(value);
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

/** The last trade that a reader of this tick knows: its own last one, or the one before it. */
export function lastTradeOf(tick: Tick): Trade | null {
  const count = tick.trades.id.length;
  return count === 0 ? tick.previous : tradeAt(tick.trades, count - 1);
}
