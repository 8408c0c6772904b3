import type { Candle } from '../../../domain/market/candle.ts';
import { isCount, isTime } from '../../exchange/field-bounds.ts';
import { readDecimal } from '../../exchange/plain-decimal.ts';

/** A kline that can't be read: names its place and the field. */
export class KlineError extends Error {
  override readonly name = 'KlineFault';
}

/** Places of the fields that are used; a kline is an array of twelve. */
const FIELDS = { open: 1, high: 2, low: 3, close: 4, volume: 5, quoteVolume: 7, trades: 8 } as const;
type Field = keyof typeof FIELDS;

/** A row that is no candle. `start`: ms, null where not even that can be read. */
export interface UnreadableKline {
  readonly start: number | null;
  readonly error: string;
  readonly content: string;
}

export interface Klines {
  /** in the order of the answer */
  readonly candles: Candle[];
  readonly unreadable: UnreadableKline[];
}

/**
 * The answer of `/api/v3/klines`. Each row is read by itself. One with no trade and no price says only that nothing was traded
 * before it: it is left out, as the exchange leaves out other minutes without a trade.
 * @throws KlineError when the answer is no list
 */
export function readKlines(answer: unknown, intervalMs: number): Klines {
  if (!Array.isArray(answer)) throw new KlineError('klines: is not a list');
  const candles: Candle[] = [];
  const unreadable: UnreadableKline[] = [];
  answer.forEach((row: unknown, index) => {
    try {
      if (!isWithoutPrice(row)) candles.push(readKline(row, `klines.${index}`, intervalMs));
    } catch (error) {
      if (!(error instanceof KlineError)) throw error;
      const start = Array.isArray(row) && isStart(row[0], intervalMs) ? row[0] : null;
      unreadable.push({ start, error: error.message, content: JSON.stringify(row) });
    }
  });
  return { candles, unreadable };
}

const PRICES = [FIELDS.open, FIELDS.high, FIELDS.low, FIELDS.close] as const;

function isWithoutPrice(row: unknown): boolean {
  if (!Array.isArray(row) || row[FIELDS.trades] !== 0) return false;
  return PRICES.every((place) => {
    const value: unknown = row[place];
    const price = typeof value === 'string' ? readDecimal(value) : null;
    return price !== null && !price.positive;
  });
}

function readKline(row: unknown, place: string, intervalMs: number): Candle {
  if (!Array.isArray(row)) throw new KlineError(`${place}: is not a list`);
  const start: unknown = row[0];
  if (!isStart(start, intervalMs)) throw new KlineError(`${place}.openTime: begins no interval`);
  const trades: unknown = row[FIELDS.trades];
  if (!isCount(trades)) throw new KlineError(`${place}.trades: is not a whole number`);
  const price = (field: Field) => readPrice(row[FIELDS[field]], `${place}.${field}`);
  const amount = (field: Field) => readAmount(row[FIELDS[field]], `${place}.${field}`);
  return {
    start,
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
    volume: amount('volume'),
    quoteVolume: amount('quoteVolume'),
    trades,
  };
}

function isStart(value: unknown, intervalMs: number): value is number {
  return isTime(value) && value % intervalMs === 0;
}

function readPrice(value: unknown, field: string): string {
  const price = typeof value === 'string' ? readDecimal(value) : null;
  if (!price) throw new KlineError(`${field}: is not a decimal`);
  if (!price.positive) throw new KlineError(`${field}: is not greater than 0`);
  return price.text;
}

function readAmount(value: unknown, field: string): number {
  if (typeof value !== 'string' || !readDecimal(value)) throw new KlineError(`${field}: is not a decimal`);
  return Number(value);
}
