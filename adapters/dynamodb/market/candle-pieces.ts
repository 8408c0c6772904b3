import * as z from 'zod';
import { type Candle, candleSchema } from '../../../domain/market/candle.ts';
import { type CandleInterval, INTERVAL_MS, intervalOf } from '../../../domain/market/candle-interval.ts';
import { gunzipJson, gzipJson } from '../gzip-json.ts';

/** A piece is named by the start of an ISO time: this many characters for an hour, a day, a year. */
const HOUR_CHARACTERS = 13;
const DAY_CHARACTERS = 10;
const YEAR_CHARACTERS = 4;

const { open, high, low, close, volume, quoteVolume, trades } = candleSchema.shape;
const columnsSchema = z
  .object({
    /** which interval of the piece, from 0 */
    at: z.array(z.number().int().nonnegative()),
    open: z.array(open),
    high: z.array(high),
    low: z.array(low),
    close: z.array(close),
    volume: z.array(volume),
    quoteVolume: z.array(quoteVolume),
    trades: z.array(trades),
  })
  .refine((columns) => Object.values(columns).every(({ length }) => length === columns.at.length), 'columns differ');

const itemSchema = z.looseObject({ piece: z.string() });

/** The intervals whose candles lie in pieces of a day. */
export type DayInterval = Exclude<CandleInterval, '1d'>;

/** A sort key of table `candles`, and the times whose candles it holds (ms, half-open). */
export interface Piece {
  readonly name: string;
  readonly interval: CandleInterval;
  readonly from: number;
  readonly to: number;
}

/** One hour of 1-minute candles: `1m#2026-11-22T10`. */
export function hourPiece(instant: number): Piece {
  const from = intervalOf(instant, INTERVAL_MS['1h']);
  return { name: pieceName('1m', from, HOUR_CHARACTERS), interval: '1m', from, to: from + INTERVAL_MS['1h'] };
}

/** A day of candles: `1m#2026-11-22`, `15m#2026-11-22`. That of minutes comes before those of its hours. */
export function dayPiece(interval: DayInterval, instant: number): Piece {
  const from = intervalOf(instant, INTERVAL_MS['1d']);
  return { name: pieceName(interval, from, DAY_CHARACTERS), interval, from, to: from + INTERVAL_MS['1d'] };
}

/** A year of 1-day candles: `1d#2026`. */
export function yearPiece(year: number): Piece {
  const from = Date.UTC(year, 0, 1);
  return { name: pieceName('1d', from, YEAR_CHARACTERS), interval: '1d', from, to: Date.UTC(year + 1, 0, 1) };
}

/** The first and the last name, as they sort, of the pieces that can hold candles of these times; ms, half-open. */
export function piecesBetween(interval: CandleInterval, from: number, to: number): { first: string; last: string } {
  const firstSize = interval === '1d' ? YEAR_CHARACTERS : DAY_CHARACTERS;
  const lastSize = interval === '1m' ? HOUR_CHARACTERS : firstSize;
  return { first: pieceName(interval, from, firstSize), last: pieceName(interval, to - 1, lastSize) };
}

/** When the piece starts, ms. @throws Error when `name` names no piece */
export function pieceStart(name: string): number {
  const time = name.split('#')[1] ?? '';
  const start = Date.parse(time.length === HOUR_CHARACTERS ? `${time}:00Z` : time);
  if (Number.isNaN(start)) throw new Error(`not a piece of candles: ${JSON.stringify(name)}`);
  return start;
}

/** 1,440 candles with prices of 15 digits take 70 KB; an item may have 400. @throws RangeError for a candle outside the piece */
export function encodePiece({ name, interval, from, to }: Piece, candles: readonly Candle[]): Uint8Array {
  const stray = candles.find(({ start }) => start < from || start >= to);
  if (stray) throw new RangeError(`candle ${new Date(stray.start).toISOString()} is outside ${name}`);
  const columns: z.infer<typeof columnsSchema> = {
    at: candles.map(({ start }) => (start - from) / INTERVAL_MS[interval]),
    open: candles.map((candle) => candle.open),
    high: candles.map((candle) => candle.high),
    low: candles.map((candle) => candle.low),
    close: candles.map((candle) => candle.close),
    volume: candles.map((candle) => candle.volume),
    quoteVolume: candles.map((candle) => candle.quoteVolume),
    trades: candles.map((candle) => candle.trades),
  };
  return gzipJson(columns);
}

/** @throws ZodError or Error when the item can't be read */
export function decodePiece(item: unknown, interval: CandleInterval): Candle[] {
  const stored = itemSchema.parse(item);
  const from = pieceStart(stored.piece);
  const columns = columnsSchema.parse(gunzipJson(stored));
  return columns.at.map((at, i) => ({
    start: from + at * INTERVAL_MS[interval],
    open: cell(columns.open, i),
    high: cell(columns.high, i),
    low: cell(columns.low, i),
    close: cell(columns.close, i),
    volume: cell(columns.volume, i),
    quoteVolume: cell(columns.quoteVolume, i),
    trades: cell(columns.trades, i),
  }));
}

/** All columns have one length. */
function cell<Value>(column: readonly Value[], row: number): Value {
  const value = column[row];
  if (value === undefined) throw new RangeError(`no row ${row}`);
  return value;
}

function pieceName(interval: CandleInterval, instant: number, size: number): string {
  return `${interval}#${new Date(instant).toISOString().slice(0, size)}`;
}
